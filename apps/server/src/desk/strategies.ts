import type { ActiveStrategy } from "@spotlight/contracts";
import { SETUPS, type Strategy } from "@spotlight/strategy";

/** The shipped setups, as they are put in use on a new desk. */
export function shippedSetups(): readonly ActiveStrategy[] {
  return SETUPS.map(({ id, version }) => ({ kind: "setup", id, version }));
}

/**
 * The strategies that stored references name. A setup of another version than the one that is shipped now is left out: it
 * would say something else than what stands under its name.
 */
export function strategiesOf(active: readonly ActiveStrategy[]): readonly Strategy[] {
  return active.flatMap((reference): readonly Strategy[] =>
    reference.kind === "setup"
      ? SETUPS.filter(({ id, version }) => id === reference.id && version === reference.version)
      : [],
  );
}
