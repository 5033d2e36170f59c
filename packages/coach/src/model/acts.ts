import { TOOLS, type ToolName } from "@spotlight/contracts";

/**
 * What a tool that acts would do, for the person who is asked whether it shall; null for input that it would refuse. What a
 * model wrote into the input is quoted and cut short.
 */
export function sayAct(tool: ToolName, input: unknown): string | null {
  const parsed = TOOLS[tool].input.safeParse(input);
  if (!parsed.success) return null;
  const name = tool.replaceAll("_", " ");
  const values = Object.entries<unknown>(parsed.data).filter(([, value]) => saysSomething(value));
  const said = values.map(([field, value]) => `${field} “${textOf(value).slice(0, 120)}”`).join(", ");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${said}.`;
}

function saysSomething(value: unknown): boolean {
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
