import type { CommandCall } from "../command.ts";

/** How a check came out. `warn`: it works, but something better can be done about it. */
export type Status = "ok" | "warn" | "fail";

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly status: Status;
  /** One sentence that says what is. */
  readonly says: string;
  /** One sentence that says how to mend it; null when there is nothing to mend. */
  readonly mend: string | null;
}

/** Looks at one side of the environment. A check that throws is a finding too. */
export interface Check {
  readonly name: string;
  run(call: CommandCall): Promise<readonly Finding[]> | readonly Finding[];
}

/** Something is as it should be. */
export const ok = (name: string, says: string): Finding => ({ name, status: "ok", says, mend: null });
/** Something works, but could be better. */
export const warn = (name: string, says: string, mend: string): Finding => ({
  name,
  status: "warn",
  says,
  mend,
});
/** Something does not work. */
export const fail = (name: string, says: string, mend: string): Finding => ({
  name,
  status: "fail",
  says,
  mend,
});
