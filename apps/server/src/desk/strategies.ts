import type { ActiveStrategy } from "@spotlight/contracts";
import { SETUPS, type Strategy, ruleStrategy } from "@spotlight/strategy";

/** The shipped setups, as they are put in use on a new desk. */
export function shippedSetups(): readonly ActiveStrategy[] {
  return SETUPS.map(({ id, version }) => ({ kind: "setup", id, version }));
}

/**
 * The strategies that stored references name. Left out is a rule that no longer holds together, and a setup of
 * another version than the one that is shipped now: it would say something else than what stands under its name. Throws
 * RangeError on a parameter that its rule does not have, or a value outside of its range.
 */
export function strategiesOf(active: readonly ActiveStrategy[]): readonly Strategy[] {
  return active.flatMap((reference): readonly Strategy[] =>
    reference.kind === "setup"
      ? SETUPS.filter(({ id, version }) => id === reference.id && version === reference.version)
      : [
          ruleStrategy(
            reference.params === undefined ? reference : { ...reference, parameters: reference.params },
          ),
        ].filter((strategy) => strategy !== null),
  );
}
