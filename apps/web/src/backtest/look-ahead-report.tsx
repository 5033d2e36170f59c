import type { LookAheadReport } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Shape } from "../ui/shape.tsx";

/** Whether strategies read later bars, one by one. */
export function LookAheadResult({ report }: { readonly report: LookAheadReport }): ReactElement {
  return (
    <ul className="flex flex-col gap-1" data-testid="look-ahead">
      {report.verdicts.map(({ strategy, clean, checked, findings, warmUp }) => (
        <li key={strategy} className="flex items-center gap-2">
          <Shape shape={clean ? "dot" : "cross"} tone={clean ? "good" : "bad"} />
          <span className="w-64">{strategy}</span>
          <span>
            {clean
              ? `clean in ${checked} signals`
              : `${findings.length} of ${checked} signals depend on later bars`}
          </span>
          <span className="text-ink-2">
            the same with{" "}
            {warmUp
              .map(({ sessions, same, different }) => `${sessions} sessions: ${same} of ${same + different}`)
              .join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
