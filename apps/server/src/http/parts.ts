import type { FastifyBaseLogger } from "fastify";
import type { Limits } from "../access/limits.ts";
import type { Backtests } from "../backtest/backtests.ts";
import type { Coach } from "../coach/coach.ts";
import type { Toolbox } from "../coach/toolbox.ts";
import type { DeskService } from "../desk/desk-service.ts";
import type { RuleStore } from "../desk/rule-store.ts";
import type { ParityReports } from "../parity/reports.ts";
import type { Engine } from "../engine/engine.ts";
import type { MarketSource } from "../engine/parts.ts";
import type { JournalStore } from "../journal/journal-store.ts";
import type { Embedding } from "../memory/embedding.ts";
import type { DocumentReader } from "../memory/reading/reader.ts";
import type { MemorySearch } from "../memory/memory-search.ts";
import type { MemoryStore } from "../memory/memory-store.ts";
import type { Replays } from "../replay/replays.ts";
import type { Flags } from "../ops/flags.ts";
import type { ImportReport } from "../personal/import.ts";
import type { Lifecycle } from "../ops/lifecycle.ts";
import type { Log } from "../ops/logger.ts";
import type { Readiness } from "../ops/readiness.ts";
import type { DebugParts } from "./debug.ts";
import type { GuardParts } from "./guard.ts";
import type { VoicePresence } from "../voice/presence.ts";
import type { RealtimeSecrets } from "../voice/realtime.ts";
import type { Hub } from "../stream/hub.ts";
import type { MarketLog } from "../log/market-log.ts";
import type { DiagAnswer, SessionKind } from "@spotlight/contracts";
import type { PublicPages } from "../vendors/public-pages.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Tracer } from "../telemetry/tracer.ts";

/** A market that is read and followed: the live one, or a day that is told again. */
export interface ReadMarket {
  readonly engine: MarketSource;
  readonly log: MarketLog;
  readonly hub: Hub;
  readonly desk: DeskService;
  /** The session of a request that names none. */
  readonly defaultSession: SessionKind;
}

/** The voice of the coach. */
export interface VoiceParts {
  readonly presence: VoicePresence;
  /** Secrets for realtime sessions; null without a key. */
  readonly realtime: RealtimeSecrets | null;
}

/** What is kept of the person. */
export interface Records {
  readonly journal: JournalStore;
  readonly memory: MemoryStore;
  readonly search: MemorySearch;
  readonly reader: DocumentReader;
  readonly pages: PublicPages;
  /** Asks what passages mean; null when no model is named for that. */
  readonly embedding: Embedding | null;
  /** That model's name. */
  readonly model: string | null;
}

/** What exists once history and feed are up. */
export interface MarketParts extends ReadMarket {
  readonly engine: Engine;
  readonly rules: RuleStore;
  readonly replays: Replays;
  readonly backtests: Backtests;
  readonly parity: ParityReports;
  readonly tools: Toolbox;
  readonly voice: VoiceParts;
  readonly records: Records;
  readonly coach: Coach;
}

/** Where the web app comes from: its build, its sources (development), or elsewhere. */
export type WebSource =
  | { readonly kind: "built"; readonly dir: string; readonly build: string | null }
  | { readonly kind: "sources"; readonly dir: string }
  | { readonly kind: "none" };

/** A person's own data. */
export interface PersonalParts {
  exportLines(): Promise<readonly string[]>;
  /** Takes a file's text; what is imported is in force when it resolves. */
  importText(text: string, dryRun: boolean): Promise<ImportReport>;
}

/** What the routes are built on. */
export interface HttpParts {
  readonly logger: FastifyBaseLogger;
  readonly log: Log;
  readonly flags: Flags;
  /** Where the server writes backups by its schedule. */
  readonly backupFolder: string;
  readonly readiness: Readiness;
  readonly meter: Metrics;
  readonly tracer: Tracer;
  readonly epochId: string;
  readonly epochStartMs: number;
  readonly version: string;
  readonly web: WebSource;
  readonly wallMs: () => number;
  readonly access: GuardParts;
  readonly limits: Limits;
  readonly lifecycle: Lifecycle;
  readonly personal: PersonalParts;
  /** Faults on demand; null in production, where its routes do not exist. */
  readonly debug: DebugParts | null;
  /** Whose word about a client's address counts: that of this many proxies, or of proxies in these networks. */
  readonly trustProxy: number | readonly string[];
  /** Where the page opens a realtime voice; null when none is configured. */
  readonly voiceOrigin: string | null;
  /** Everything that a bug report needs. */
  diag(): Promise<DiagAnswer>;
  /** The market, or null while the server is starting. */
  market(): MarketParts | null;
}
