import type { SessionKind } from "@spotlight/contracts";
import { Plus } from "lucide-react";
import type { ReactElement } from "react";
import { useAttention } from "../decisions/use-attention.ts";
import { CommandButton } from "./command-button.tsx";
import { useFact, useWorkspace } from "./context.tsx";
import { useDesk } from "./stores.ts";
import { removeSymbol, selectSymbol } from "./symbols.ts";
import { WatchRow } from "./watch-row.tsx";

function Skeleton(): ReactElement {
  return (
    <ul aria-hidden="true">
      {[0, 1, 2].map((row) => (
        <li key={row} className="flex h-13 items-center justify-between px-3">
          <span className="waits h-3 w-16 rounded-[4px] bg-raised-2" />
          <span className="waits h-3 w-20 rounded-[4px] bg-raised-2" />
        </li>
      ))}
    </ul>
  );
}

/** The symbols that are followed. Clicking one puts it on the chart. */
export function WatchList({ session }: { readonly session: SessionKind }): ReactElement {
  const workspace = useWorkspace();
  const { market } = workspace;
  const answer = useFact((facts) => facts.symbols);
  const { symbol: selected, timeframe } = useDesk();
  const attention = useAttention();
  return (
    <nav className="flex h-full flex-col bg-bg" aria-label="Watch list">
      <div className="flex h-9 shrink-0 items-center justify-between pr-1 pl-3">
        <h2 className="text-12 font-medium text-ink-2">Watch list</h2>
        <CommandButton command="symbol.search" label="Add a symbol">
          <Plus size={14} />
        </CommandButton>
      </div>
      <div className="scrolls min-h-0 flex-1">
        {answer === null ? <Skeleton /> : null}
        {answer?.symbols.length === 0 ? (
          <p className="px-3 py-2 text-13 text-ink-2">Type a symbol to watch it.</p>
        ) : null}
        <ul>
          {answer?.symbols.map((watched) => (
            <WatchRow
              key={watched.symbol}
              symbolKey={{ symbol: watched.symbol, timeframe, session }}
              watched={watched}
              refusal={market.stream.refusals.get(watched.symbol)}
              attention={attention.get(watched.symbol)}
              selected={watched.symbol === selected}
              onSelect={() => selectSymbol(watched.symbol)}
              onRemove={() => void removeSymbol(market, watched.symbol)}
            />
          ))}
        </ul>
      </div>
      <p className="border-t border-hair px-3 py-2 text-12 text-ink-2">Type a symbol anywhere to add it.</p>
    </nav>
  );
}
