import type { ToolAnswer } from "@spotlight/contracts";

/**
 * Sentences that tools wrote themselves: refusals, and the texts of limits and proposals. They are said as they are, since
 * no model had a hand in them.
 */
export function sentencesOfTools(answers: readonly ToolAnswer[]): ReadonlySet<string> {
  const said = new Set<string>();
  for (const answer of answers) {
    if (answer.ok) collect(answer.data, said);
    else said.add(answer.refusal.message);
  }
  return said;
}

/** Fields whose text is the server's own, wherever they stand; what a person or a document wrote has other names. */
const WRITTEN = new Set(["invalidation", "line"]);

function collect(value: unknown, said: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, said);
  else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (typeof one === "string" && (WRITTEN.has(name) || (name === "text" && "code" in value)))
        said.add(one);
      else collect(one, said);
    }
  }
}
