import { TOOLS, type ToolName } from "@spotlight/contracts";

/**
 * What a tool that acts would do, for the person who is asked whether it shall; null for input that it would refuse. What a
 * model wrote into the input is quoted and cut short.
 */
export function sayAct(tool: ToolName, input: unknown): string | null {
  const parsed = TOOLS[tool].input.safeParse(input);
  if (!parsed.success) return null;
  const name = tool.replaceAll("_", " ");
  const values = Object.entries(parsed.data).filter(([, value]) => value !== null);
  const said = values.map(([field, value]) => `${field} “${String(value).slice(0, 120)}”`).join(", ");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${said}.`;
}
