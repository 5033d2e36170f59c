import { symbolSchema } from "@spotlight/contracts";
import { Command } from "cmdk";
import { type ReactElement, type ReactNode, useState } from "react";
import { LIST_LOOK, Overlay } from "../ui/overlay.tsx";
import { useFact, useWorkspace } from "./context.tsx";
import { useOver } from "./stores.ts";
import { openSymbol } from "./symbols.ts";

interface Choice {
  readonly symbol: string;
  readonly name: string;
  readonly watched: boolean;
}

/** Symbols that match, the best first: exact, then by beginning, then by a word of the name. */
function matching(choices: readonly Choice[], text: string): Choice[] {
  const wanted = text.trim().toUpperCase();
  const rank = ({ symbol, name, watched }: Choice): number => {
    if (wanted === "") return watched ? 0 : 3;
    if (symbol === wanted) return 0;
    if (symbol.startsWith(wanted)) return watched ? 1 : 2;
    return name.toUpperCase().includes(wanted) ? 3 : 9;
  };
  return choices
    .filter((choice) => rank(choice) < 9)
    .sort((a, b) => rank(a) - rank(b) || a.symbol.localeCompare(b.symbol))
    .slice(0, 50);
}

function useChoices(): readonly Choice[] {
  const answer = useFact((market) => market.symbols);
  const watched = (answer?.symbols ?? []).map(({ symbol, name }) => ({ symbol, name, watched: true }));
  const known = new Set(watched.map(({ symbol }) => symbol));
  const others = (answer?.available ?? []).filter(({ symbol }) => !known.has(symbol));
  return [...watched, ...others.map((other) => ({ ...other, watched: false }))];
}

function close(): void {
  useOver.setState({ search: null });
}

function Line(props: {
  readonly value: string;
  readonly disabled: boolean;
  readonly onChoose: (symbol: string) => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Command.Item
      value={props.value}
      disabled={props.disabled}
      className={LIST_LOOK.item}
      onSelect={() => props.onChoose(props.value)}
    >
      {props.children}
    </Command.Item>
  );
}

/** Finds a symbol; choosing one that is not watched adds it, which may take the server some seconds. */
export default function SymbolSearch(): ReactElement {
  const { market } = useWorkspace();
  const text = useOver((over) => over.search ?? "");
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choices = useChoices();
  const found = matching(choices, text);
  const typed = symbolSchema.safeParse(text);
  const foreign = typed.success && !choices.some(({ symbol }) => symbol === typed.data) ? typed.data : null;
  const choose = async (symbol: string): Promise<void> => {
    setBusy(symbol);
    setProblem(null);
    const refusal = await openSymbol(market, symbol);
    setBusy(null);
    if (refusal === null) close();
    else setProblem(refusal);
  };
  const pick = (symbol: string): void => void choose(symbol);
  return (
    <Overlay title="Find a symbol" onClose={close}>
      <Command label="Symbols" shouldFilter={false} loop>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={(search) => useOver.setState({ search: search.toUpperCase() })}
          placeholder="Symbol or name"
          className={`${LIST_LOOK.input} uppercase placeholder:normal-case`}
          data-testid="symbol-input"
        />
        <p className="px-4 pt-2 text-13 text-ink-2 empty:hidden" role="status">
          {problem ?? (busy === null ? "" : `Making ${busy} ready. This can take a few seconds.`)}
        </p>
        <Command.List className={LIST_LOOK.list}>
          <Command.Empty className={LIST_LOOK.empty}>
            No symbol is called that. Symbols have 1 to 12 letters, digits, dots or dashes.
          </Command.Empty>
          {found.map(({ symbol, name, watched }) => (
            <Line key={symbol} value={symbol} disabled={busy !== null} onChoose={pick}>
              <span className="flex min-w-0 gap-3">
                <span className="w-16 shrink-0 font-semibold">{symbol}</span>
                <span className="truncate text-ink-2">{name}</span>
              </span>
              <span className="shrink-0 text-12 text-ink-2">{watched ? "on the list" : "add"}</span>
            </Line>
          ))}
          {foreign === null ? null : (
            <Line value={foreign} disabled={busy !== null} onChoose={pick}>
              Watch {foreign}
              <span className="text-12 text-ink-2">ask the feed</span>
            </Line>
          )}
        </Command.List>
      </Command>
    </Overlay>
  );
}
