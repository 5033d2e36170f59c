import type { ReactElement } from "react";
import { CommandButton } from "../workspace/command-button.tsx";
import { useDryRun } from "./dry-run.ts";

/** Says that the chart shows what would have been said, not what was; nothing while it does not. */
export function DryRunBanner({ symbol }: { readonly symbol: string | null }): ReactElement | null {
  const { name, symbol: of, signals } = useDryRun();
  if (name === null || of !== symbol) return null;
  const fired = signals.filter(({ status }) => status === "fired").length;
  return (
    <div
      className="appears absolute top-16 right-20 z-10 flex items-center gap-2 rounded-6 border border-hair bg-raised-2 py-1 pr-1 pl-3 shadow-one"
      role="status"
      data-testid="dry-run"
    >
      <span>
        Dry run of {name}: fired {fired}
      </span>
      <CommandButton command="dryrun.end">Put away</CommandButton>
    </div>
  );
}
