import { type PagePath, STREAM_SYMBOLS_MAX, type SessionKind } from "@spotlight/contracts";
import {
  type ComponentType,
  type ReactElement,
  type RefObject,
  Suspense,
  lazy,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Route, Switch, useLocation } from "wouter";
import { AuthSession } from "../access/auth-session.ts";
import { gatedFetch } from "../access/gated-fetch.ts";
import { LoginPage } from "../access/login-page.tsx";
import { StepUp } from "../access/step-up.tsx";
import { AuthContext, useAuth, useAuthFact } from "../access/use-auth.ts";
import { AdminApi } from "../admin/admin-api.ts";
import { BacktestApi } from "../backtest/backtest-api.ts";
import { backtestCommands } from "../backtest/backtest-commands.ts";
import type { ChartView } from "../chart/chart-view.ts";
import { CoachApi } from "../coach/coach-api.ts";
import { coachCommands } from "../coach/coach-commands.ts";
import { CoachInbox } from "../coach/coach-inbox.ts";
import { CoachSettingsApi } from "../coach/settings-api.ts";
import { CoachSession } from "../coach/coach-session.ts";
import { Chime } from "../decisions/chime.ts";
import { decisionCommands } from "../decisions/decision-commands.ts";
import { DecisionsApi } from "../decisions/decisions-api.ts";
import { DecisionsSession } from "../decisions/decisions-session.ts";
import { useDryRun } from "../decisions/dry-run.ts";
import { JournalApi } from "../journal/journal-api.ts";
import { journalCommands } from "../journal/journal-commands.ts";
import { MemoryApi } from "../memory/memory-api.ts";
import { memoryCommands } from "../memory/memory-commands.ts";
import { ReplayApi } from "../replay/replay-api.ts";
import { replayCommands } from "../replay/replay-commands.ts";
import { replayFetch } from "../replay/replay-fetch.ts";
import { ReplaySession } from "../replay/replay-session.ts";
import { RulesApi } from "../rules/rules-api.ts";
import { useLook } from "../settings/look.ts";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { Ears, browserRecognition } from "../voice/ears.ts";
import { VoiceWishes } from "../voice/preferences.ts";
import { PresenceLink } from "../voice/presence-link.ts";
import { RealtimeLine } from "../voice/realtime-line.ts";
import { Speaker } from "../voice/speaker.ts";
import { useVoice } from "../voice/use-voice.ts";
import { VoiceApi } from "../voice/voice-api.ts";
import { voiceCommands } from "../voice/voice-commands.ts";
import { VoiceSession } from "../voice/voice-session.ts";
import { CommandRegistry } from "./commands.ts";
import { WorkspaceContext, type Workspace, useFact, useWorkspace } from "./context.tsx";
import { Desk } from "./desk.tsx";
import { deskCommands } from "./desk-commands.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Header } from "./header.tsx";
import { useKeyboard } from "./keyboard.ts";
import { NewVersion } from "./new-version.tsx";
import { MarketSession } from "./market-session.ts";
import { reportPage } from "./report-page.ts";
import { useStateWords } from "./state-facts.ts";
import { useDesk, useOver } from "./stores.ts";
import { exposeHandle } from "./test-handle.ts";

const loadPalette = () => import("./palette.tsx");
const loadSearch = () => import("./symbol-search.tsx");
const Palette = lazy(loadPalette);
const SymbolSearch = lazy(loadSearch);
const SettingsPage = lazy(() => import("../settings/settings-page.tsx"));
const AdminPage = lazy(() => import("../admin/admin-page.tsx"));
const ReplayPage = lazy(() => import("../replay/replay-page.tsx"));
const DryRunPicker = lazy(() => import("../decisions/dry-run-picker.tsx"));
const BacktestPage = lazy(() => import("../backtest/backtest-page.tsx"));
const JournalPage = lazy(() => import("../journal/journal-page.tsx"));
const MemoryPage = lazy(() => import("../memory/memory-page.tsx"));
const RulesPage = lazy(() => import("../rules/rules-page.tsx"));
const RiskPage = lazy(() => import("../decisions/risk-page.tsx"));
const KeysPage = lazy(() => import("../settings/keys-page.tsx"));

/** Every page beside the desk, by its path. */
const PAGES: Readonly<Record<PagePath, ComponentType>> = {
  "/settings": SettingsPage,
  "/admin": AdminPage,
  "/replay": ReplayPage,
  "/backtest": BacktestPage,
  "/rules": RulesPage,
  "/journal": JournalPage,
  "/memory": MemoryPage,
  "/risk": RiskPage,
  "/keys": KeysPage,
};

/** The session that is shown: the chosen one, or the server's. Null until the server has said which. */
function useSession(): SessionKind | null {
  const chosen = useDesk((desk) => desk.session);
  const preset = useFact((market) => market.status?.defaultSession ?? null);
  return chosen ?? preset;
}

/** Follows what the desk shows: the chart's symbol first, then the list. */
function useFollowing(session: SessionKind | null): void {
  const { market } = useWorkspace();
  const { symbol, timeframe } = useDesk();
  const watched = useFact((facts) => facts.symbols);
  const list = watched?.symbols.map((entry) => entry.symbol).join(",") ?? "";
  useEffect(() => {
    const priced = watched?.symbols.find((entry) => entry.lastPrice !== null)?.symbol;
    const first = priced ?? list.split(",")[0] ?? "";
    if (watched !== null && first !== "" && (symbol === null || !list.split(",").includes(symbol))) {
      useDesk.setState({ symbol: first });
    }
  }, [watched, list, symbol]);
  useEffect(() => {
    if (session === null || list === "") return;
    const others = list.split(",").filter((other) => other !== symbol);
    const all = symbol === null || others.length === list.split(",").length ? others : [symbol, ...others];
    market.follow({ symbols: all.slice(0, STREAM_SYMBOLS_MAX), timeframe, session });
  }, [market, symbol, timeframe, session, list]);
}

/** Tries again at once when the network comes back or the page is looked at. */
function useWakeUp(): void {
  const { market } = useWorkspace();
  useEffect(() => {
    const wake = (): void => {
      if (document.visibilityState === "visible") market.stream.retryNow();
    };
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [market]);
}

function Freshness(): null {
  const { fresh } = useStateWords();
  useEffect(() => {
    document.documentElement.dataset["fresh"] = String(fresh);
  }, [fresh]);
  return null;
}

function Over(): ReactElement {
  const { palette, search, notice } = useOver();
  const asking = useDryRun((state) => state.asking !== null);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => useOver.setState({ notice: null }), 6_000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <Suspense fallback={null}>
      {palette ? <Palette /> : null}
      {asking ? <DryRunPicker /> : null}
      {search === null ? null : <SymbolSearch />}
      {notice === null ? null : (
        <p
          role="status"
          data-testid="over-notice"
          className="appears fixed bottom-4 left-1/2 z-50 -translate-x-1/2 rounded-6 border border-hair bg-raised-2 px-3 py-1.5 shadow-one"
        >
          {notice}
        </p>
      )}
    </Suspense>
  );
}

/** Everything that can be done by key or by name, while the desk is there. */
function useCommands(view: RefObject<ChartView | null>, session: SessionKind): void {
  const { market, commands, decisions, coach, replay, voice } = useWorkspace();
  const auth = useAuth();
  const shown = useRef(session);
  useLayoutEffect(() => {
    shown.current = session;
  });
  const [, go] = useLocation();
  useEffect(
    () =>
      commands.add(
        deskCommands({ market, auth, view: () => view.current, session: () => shown.current, go }),
      ),
    [commands, market, auth, view, go],
  );
  useEffect(() => commands.add(decisionCommands(decisions, go)), [commands, decisions, go]);
  useEffect(
    () =>
      commands.add(
        coachCommands({
          coach,
          go,
          view: () => view.current,
          session: () => shown.current,
          waiting: () => decisions.waiting?.id ?? null,
        }),
      ),
    [commands, coach, decisions, view, go],
  );
  useEffect(() => commands.add(voiceCommands(voice)), [commands, voice]);
  useEffect(() => commands.add(replayCommands(replay, go)), [commands, replay, go]);
  useEffect(
    () => commands.add([...backtestCommands(go), ...journalCommands(go), ...memoryCommands(go)]),
    [commands, go],
  );
}

/** A sound for each new proposal, where the trader wants it. */
function useChime(): void {
  const { decisions } = useWorkspace();
  useEffect(() => {
    const chime = new Chime();
    return decisions.proposals.on(() => {
      if (useDesk.getState().sound) chime.play();
    });
  }, [decisions]);
}

function Shell({ awake }: { readonly awake: boolean }): ReactElement {
  const { commands } = useWorkspace();
  const session = useSession();
  const view = useRef<ChartView | null>(null);
  useKeyboard(commands, awake);
  useFollowing(session);
  useWakeUp();
  useCommands(view, session ?? "rth");
  useChime();
  useVoice();
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([loadPalette(), loadSearch()]), 1_500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-full flex-col">
      <Header />
      <NewVersion />
      <Suspense fallback={<div className="flex-1" />}>
        <Switch>
          {Object.entries(PAGES).map(([path, Shown]) => (
            <Route key={path} path={path}>
              <Shown />
            </Route>
          ))}
          <Route>
            <Desk
              session={session ?? "rth"}
              viewRef={(next) => {
                view.current = next;
              }}
            />
          </Route>
        </Switch>
      </Suspense>
      <Over />
      <Freshness />
    </div>
  );
}

/**
 * Lets the desk be seen only with a login. One that was open stays as it was under the login page, asleep, and goes on
 * from there.
 */
function Gate(): ReactElement {
  const { market, decisions, inbox } = useWorkspace();
  const phase = useAuthFact((auth) => auth.phase);
  const open = phase === "open";
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  useLook();
  useEffect(() => {
    // What lies over the desk would lie over the login too, and keep the focus.
    if (!open) useOver.setState({ palette: false, search: null });
  }, [open]);
  useEffect(() => {
    if (!open) return;
    market.start();
    decisions.start(market.stream, () => market.marketNowMs());
    inbox.start(market.stream);
    const stopReports = reportPage(market);
    return () => {
      stopReports();
      inbox.stop();
      decisions.stop();
      market.stop();
    };
  }, [market, decisions, inbox, open]);
  return (
    <>
      {opened ? (
        <div className={`h-full ${open ? "" : "invisible"}`} inert={!open}>
          <Shell awake={open} />
        </div>
      ) : null}
      {open ? null : <LoginPage />}
      <StepUp />
    </>
  );
}

/** The voice of this page: what the browser has of its own, and the line to a realtime model. */
function voiceOf(api: VoiceApi, settings: CoachSettingsApi): VoiceSession {
  const wishes = new VoiceWishes(settings);
  return new VoiceSession({
    api,
    wishes,
    link: new PresenceLink(api, Math.random),
    line: (host) =>
      new RealtimeLine({
        api,
        host,
        talkMode: () => wishes.current.talk,
        microphone: async () => navigator.mediaDevices.getUserMedia({ audio: true }),
        random: Math.random,
      }),
    speaker: new Speaker(window.speechSynthesis, () => wishes.current),
    ears: new Ears(browserRecognition(), () => wishes.current.language),
  });
}

/** What the tree shares while it shows the live market, and while it shows a day that is replayed. */
function workspacesOf(base: string, auth: AuthSession): Readonly<Record<"live" | "replayed", Workspace>> {
  const live = gatedFetch((input, init) => fetch(input, init), auth);
  const options = { base, fetch: live };
  const coachSettings = new CoachSettingsApi(options);
  const shared = {
    commands: new CommandRegistry(),
    voice: voiceOf(new VoiceApi(options), coachSettings),
    admin: new AdminApi(options),
    replay: new ReplaySession(new ReplayApi(options)),
    rules: new RulesApi(options),
    backtests: new BacktestApi(options),
    coachSettings,
  };
  const following = (
    how: typeof options,
  ): Pick<Workspace, "market" | "decisions" | "coach" | "inbox" | "journal" | "memory"> => {
    const api = new CoachApi(how);
    const coach = new CoachSession(api);
    return {
      market: new MarketSession(how),
      decisions: new DecisionsSession(new DecisionsApi(how)),
      coach,
      inbox: new CoachInbox(api, coach),
      journal: new JournalApi(how),
      memory: new MemoryApi(how),
    };
  };
  return {
    live: { ...shared, ...following(options) },
    replayed: { ...shared, ...following({ base, fetch: replayFetch(live) }) },
  };
}

/** The whole client. `base` is the API's origin; empty for the page's own. */
export function App({ base }: { readonly base: string }): ReactElement {
  const [auth] = useState(() => new AuthSession({ base }));
  const [{ live, replayed }] = useState(() => workspacesOf(base, auth));
  const [workspace, setWorkspace] = useState(live);
  useEffect(
    () => live.replay.changes.on(() => setWorkspace(live.replay.on ? replayed : live)),
    [live, replayed],
  );
  useEffect(() => {
    void auth.load();
    return () => auth.stop();
  }, [auth]);
  useEffect(() => exposeHandle(workspace.market), [workspace]);
  return (
    <ErrorBoundary>
      <AuthContext value={auth}>
        <WorkspaceContext value={workspace}>
          <TooltipProvider>
            <Gate />
          </TooltipProvider>
        </WorkspaceContext>
      </AuthContext>
    </ErrorBoundary>
  );
}
