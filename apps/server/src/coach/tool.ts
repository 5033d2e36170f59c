import type {
  JournalEntry,
  SessionKind,
  ToolArguments,
  ToolData,
  ToolName,
  ToolRefusalCode,
} from "@spotlight/contracts";
import type { DeskService } from "../desk/desk-service.ts";
import type { MarketSource } from "../engine/parts.ts";
import type { JournalStore, Written } from "../journal/journal-store.ts";
import type { MarketLog } from "../log/market-log.ts";
import type { MemorySearch } from "../memory/memory-search.ts";
import type { EvidenceList } from "@spotlight/coach";

/**
 * The market that tools see: the live one, or a day that is told again. Everything a tool knows comes through it, so that
 * in a replay none sees past the replay's time.
 */
export interface CoachMarket {
  readonly engine: MarketSource;
  readonly log: MarketLog;
  readonly desk: DeskService;
  readonly defaultSession: SessionKind;
}

/** What tools may do to the live market. */
export interface LiveHands {
  /** Rejects with {@link ToolRefused} when the feed does not know the symbol, or too many are watched. */
  watch(symbol: string): Promise<void>;
  /** False when it was not watched. */
  unwatch(symbol: string): Promise<boolean>;
  /** Writes an entry into the person's journal. */
  write(entry: Written): Promise<JournalEntry>;
}

/** What is kept of the person, to be read up to the market's time. */
export interface CoachRecords {
  readonly journal: Pick<JournalStore, "find">;
  readonly search: Pick<MemorySearch, "find">;
}

/** The person's voice, wherever it is spoken. */
export interface CoachVoice {
  readonly muted: boolean;
  readonly voice: string | null;
  /** Whether any page speaks. */
  readonly isHeld: boolean;
  mute(muted: boolean): void;
  /** Chooses the voice that is heard from now on, by its name. */
  choose(voice: string): Promise<void>;
  /** False when no page speaks. */
  say(text: string): boolean;
}

/** Where a tool is run. */
export interface ToolContext {
  readonly market: CoachMarket;
  readonly records: CoachRecords;
  readonly voice: CoachVoice;
  /** Null in a replay: what is over is not acted on. */
  readonly hands: LiveHands | null;
}

/** What a tool found. */
export interface ToolFinding<Name extends ToolName> {
  readonly data: ToolData<Name>;
  /** The market time that it is of, epoch ms. */
  readonly asOfMs: number;
}

/** How a tool finds its answer. Adds to `evidence` whatever of it words may state. Throws {@link ToolRefused}. */
export type RunTool<Name extends ToolName> = (
  input: ToolArguments<Name>,
  context: ToolContext,
  evidence: EvidenceList,
) => ToolFinding<Name> | Promise<ToolFinding<Name>>;

/** A tool knows why it cannot answer; the message says in one sentence what is missing and what to do. */
export class ToolRefused extends Error {
  readonly code: ToolRefusalCode;
  /** Whether asking again in a moment may help. */
  readonly retry: boolean;

  constructor(code: ToolRefusalCode, message: string, retry = false) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}
