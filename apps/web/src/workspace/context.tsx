import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from "react";
import type { AdminApi } from "../admin/admin-api.ts";
import type { BacktestApi } from "../backtest/backtest-api.ts";
import type { CoachInbox } from "../coach/coach-inbox.ts";
import type { CoachSession } from "../coach/coach-session.ts";
import type { CoachSettingsApi } from "../coach/settings-api.ts";
import type { DecisionsSession } from "../decisions/decisions-session.ts";
import type { JournalApi } from "../journal/journal-api.ts";
import type { MemoryApi } from "../memory/memory-api.ts";
import type { ReplaySession } from "../replay/replay-session.ts";
import type { RulesApi } from "../rules/rules-api.ts";
import type { BarSeries, ConnectionState, SeriesKey } from "../stream/index.ts";
import type { VoiceSession } from "../voice/voice-session.ts";
import type { Command, CommandRegistry } from "./commands.ts";
import type { MarketSession } from "./market-session.ts";

/** What the whole tree shares. */
export interface Workspace {
  readonly market: MarketSession;
  readonly commands: CommandRegistry;
  readonly admin: AdminApi;
  readonly decisions: DecisionsSession;
  readonly coach: CoachSession;
  readonly voice: VoiceSession;
  readonly inbox: CoachInbox;
  readonly coachSettings: CoachSettingsApi;
  readonly journal: JournalApi;
  readonly memory: MemoryApi;
  readonly replay: ReplaySession;
  readonly rules: RulesApi;
  readonly backtests: BacktestApi;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace; throws outside of the app. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error("useWorkspace outside of the app");
  return workspace;
}

/** A value of the market session that changes rarely; `read` must answer with the same value while nothing changed. */
export function useFact<T>(read: (market: MarketSession) => T): T {
  const { market } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => market.facts.on(changed), [market]);
  return useSyncExternalStore(subscribe, () => read(market));
}

export function useConnection(): ConnectionState {
  return useFact((market) => market.stream.state);
}

/** The copy of one series, with a number that grows with each animation frame in which it changed. */
export function useSeries(key: SeriesKey): {
  readonly series: BarSeries | undefined;
  readonly version: number;
} {
  const { market } = useWorkspace();
  const version = useRef(0);
  const { symbol } = key;
  const subscribe = useCallback(
    (changed: () => void) =>
      market.frames.on((symbols) => {
        if (!symbols.has(symbol)) return;
        version.current += 1;
        changed();
      }),
    [market, symbol],
  );
  const current = useSyncExternalStore(subscribe, () => version.current);
  return { series: market.stream.book.find(key), version: current };
}

/** A number that changes every second, for texts that tell a time or an age. */
export function useSecond(): number {
  const { market } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => market.seconds.on(changed), [market]);
  return useSyncExternalStore(subscribe, () => market.second);
}

/** Every command, again when one is added or removed. */
export function useCommands(): readonly Command[] {
  const { commands } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => commands.changes.on(changed), [commands]);
  return useSyncExternalStore(subscribe, () => commands.list());
}
