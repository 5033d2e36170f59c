import type { Rule, ShippedRule } from "@spotlight/contracts";
import type { ReactElement } from "react";

/** What is chosen: a rule of one's own, a shipped one to begin from, or a new one. */
export type Chosen =
  | { readonly kind: "own"; readonly rule: Rule }
  | { readonly kind: "shipped"; readonly rule: ShippedRule }
  | { readonly kind: "new" };

const ROW = "w-full rounded-6 px-2 py-1 text-left hover:bg-raised-1 aria-pressed:bg-raised-2";

function about(rule: Rule): string {
  if (rule.errors.length > 0) return "does not hold together";
  const parts = [rule.direction, rule.timeframe, rule.evaluation === "intrabar" ? "within the bar" : null];
  return parts.filter((part) => part !== null).join(" · ");
}

interface ListProps {
  readonly rules: readonly Rule[];
  readonly shipped: readonly ShippedRule[];
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onSwitch: (rule: Rule) => void;
}

function OwnRules({ rules, chosen, onChoose, onSwitch }: ListProps): ReactElement {
  return (
    <section>
      <h2 className="px-2 pb-1 text-12 text-ink-2">Yours</h2>
      {rules.length === 0 ? (
        <p className="px-2 text-ink-2">None yet. Begin with one below, or write a new one.</p>
      ) : null}
      <ul data-testid="own-rules">
        {rules.map((rule) => (
          <li key={rule.id} className="flex items-center gap-1">
            <input
              type="checkbox"
              aria-label={`${rule.name} decides on the desk`}
              title="Decides on the desk"
              checked={rule.enabled}
              onChange={() => onSwitch(rule)}
            />
            <button
              type="button"
              aria-pressed={chosen.kind === "own" && chosen.rule.id === rule.id}
              onClick={() => onChoose({ kind: "own", rule })}
              className={ROW}
            >
              <span className="block truncate">{rule.name}</span>
              <span className="block truncate text-12 text-ink-2">
                version {rule.version} · {about(rule)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One's own rules with their switches, and those that come with the product. */
export function RuleList(props: ListProps): ReactElement {
  const { shipped, chosen, onChoose } = props;
  return (
    <nav className="flex w-64 shrink-0 flex-col gap-4" aria-label="Rules">
      <OwnRules {...props} />
      <section>
        <h2 className="px-2 pb-1 text-12 text-ink-2">To begin from</h2>
        <ul>
          {shipped.map((rule) => (
            <li key={rule.id}>
              <button
                type="button"
                title={rule.summary}
                aria-pressed={chosen.kind === "shipped" && chosen.rule.id === rule.id}
                onClick={() => onChoose({ kind: "shipped", rule })}
                className={`${ROW} truncate`}
              >
                {rule.name}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </nav>
  );
}
