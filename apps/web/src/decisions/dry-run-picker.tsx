import { Command } from "cmdk";
import { type ReactElement, useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { LIST_LOOK, Overlay } from "../ui/overlay.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk, useOver } from "../workspace/stores.ts";
import { useDryRun } from "./dry-run.ts";

/** A setup, a rule of one's own, or one that comes with the product. */
interface Candidate {
  readonly key: string;
  readonly name: string;
  readonly group: "Setups" | "Your rules" | "Rules to begin from";
  readonly what: { readonly strategy: string } | { readonly source: string };
}

function useCandidates(): readonly Candidate[] | null {
  const { decisions, rules } = useWorkspace();
  const [found, setFound] = useState<readonly Candidate[] | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const [desk, own] = await Promise.all([decisions.api.desk(), rules.list()]);
      setFound([
        ...desk.strategies
          .filter(({ kind }) => kind === "setup")
          .map(({ id, name }): Candidate => ({ key: id, name, group: "Setups", what: { strategy: id } })),
        ...own.rules.map(({ id, name, source }): Candidate => ({
          key: id,
          name,
          group: "Your rules",
          what: { source },
        })),
        ...own.shipped.map(({ id, name, source }): Candidate => ({
          key: `shipped ${id}`,
          name,
          group: "Rules to begin from",
          what: { source },
        })),
      ]);
    };
    load().catch((error: unknown) => {
      const notice = error instanceof ApiError ? error.message : "The rules could not be loaded.";
      useOver.setState({ notice });
      useDryRun.setState({ asking: null });
    });
  }, [decisions, rules]);
  return found;
}

function firedText(fired: number): string {
  if (fired === 0) return "did not fire";
  return fired === 1 ? "fired once" : `fired ${fired} times`;
}

function close(): void {
  useDryRun.setState({ asking: null });
}

/** Would this have fired here? Asks which, looks at what the chart shows, and draws the answer. */
export default function DryRunPicker(): ReactElement | null {
  const { rules } = useWorkspace();
  const asking = useDryRun((state) => state.asking);
  const candidates = useCandidates();
  if (asking === null) return null;
  const run = async ({ name, what }: Candidate): Promise<void> => {
    close();
    const symbol = useDesk.getState().symbol ?? "";
    try {
      const { signals } = await rules.dryRun({ ...what, symbol, from: asking.fromMs, to: asking.untilMs });
      const fired = signals.filter(({ status }) => status === "fired").length;
      useDryRun.setState({ name, symbol, signals });
      useOver.setState({
        notice: `${name} ${firedText(fired)} ${asking.where}.`,
      });
    } catch (error) {
      useOver.setState({ notice: error instanceof ApiError ? error.message : "It could not be run." });
    }
  };
  return (
    <Overlay title="Would it have fired here" onClose={close}>
      <Command label="Would it have fired here" loop>
        <Command.Input autoFocus placeholder="Would it have fired here" className={LIST_LOOK.input} />
        <Command.List className={LIST_LOOK.list} data-testid="dry-run-picker">
          <Command.Empty className={LIST_LOOK.empty}>
            {candidates === null ? "Loading." : "There is no such rule."}
          </Command.Empty>
          {(["Setups", "Your rules", "Rules to begin from"] as const).map((group) => (
            <Command.Group key={group} heading={group} className={LIST_LOOK.group}>
              {(candidates ?? [])
                .filter((candidate) => candidate.group === group)
                .map((candidate) => (
                  <Command.Item
                    key={candidate.key}
                    value={candidate.key}
                    keywords={[candidate.name]}
                    className={LIST_LOOK.item}
                    onSelect={() => void run(candidate)}
                  >
                    {candidate.name}
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Overlay>
  );
}
