import type { Command, CommandCall } from "../command.ts";
import { type Check, type Finding, type Status, fail } from "./check.ts";
import { clockCheck } from "./clock.ts";
import { environmentCheck } from "./environment.ts";
import { installationCheck } from "./installation.ts";
import { placesCheck } from "./places.ts";
import { servicesCheck } from "./services.ts";

const CHECKS: readonly Check[] = [
  installationCheck,
  environmentCheck,
  placesCheck,
  servicesCheck,
  clockCheck,
];
const MARKS: Readonly<Record<Status, string>> = { ok: "ok  ", warn: "warn", fail: "FAIL" };

/** `doctor`: says what is wrong with this environment and how to mend it. */
export const doctor: Command = {
  name: "doctor",
  summary: "say what is wrong with this environment and how to mend it",
  usage: "doctor [--json]\n\nExit code 1 when something fails. Shows no secrets.",
  options: {},
  run: async (call) => {
    const findings: Finding[] = [];
    for (const check of CHECKS) findings.push(...(await findingsOf(check, call)));
    const healthy = findings.every(({ status }) => status !== "fail");
    call.print(call.json ? JSON.stringify({ ok: healthy, findings }) : inWords(findings));
    return healthy ? 0 : 1;
  },
};

/** A check that cannot be made is a finding, so that the others are made all the same. */
async function findingsOf(check: Check, call: CommandCall): Promise<readonly Finding[]> {
  try {
    return await check.run(call);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    return [
      fail(check.name, `This could not be looked at (${reason}).`, "Mend what fails above, then look again."),
    ];
  }
}

function inWords(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ name, status, says, mend }) => [
    `${MARKS[status]}  ${name.padEnd(11)} ${says}`,
    ...(mend === null ? [] : [`${" ".repeat(18)}${mend}`]),
  ]);
  const failed = findings.filter(({ status }) => status === "fail").length;
  const end = failed === 0 ? "Nothing is in the way." : `${failed} to mend.`;
  return [...lines, "", end].join("\n");
}
