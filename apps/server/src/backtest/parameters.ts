import type { ActiveStrategy } from "@spotlight/contracts";

const PARAMETER = "param:";

/** A strategy with the parameters that a combination of a sweep names; setups have none. */
export function withParameters(
  strategy: ActiveStrategy,
  values: Readonly<Record<string, number>>,
): ActiveStrategy {
  if (strategy.kind === "setup") return strategy;
  const params = Object.entries(values).flatMap(([name, value]): readonly (readonly [string, number])[] =>
    name.startsWith(PARAMETER) ? [[name.slice(PARAMETER.length), value]] : [],
  );
  return params.length === 0 ? strategy : { ...strategy, params: Object.fromEntries(params) };
}
