import type { MarketState } from "@spotlight/contracts";
import { sessionAt } from "@spotlight/market";

/** What the feed's state is judged from. Times: `nowMs` on the market's clock, `silentMs` on the monotonic one. */
export interface FeedSigns {
  /** Why there is no feed or no database, in a trader's words; null while both work. */
  readonly failure: string | null;
  /** The recorded days are over. */
  readonly ended: boolean;
  /** Everything that was durable before the start has been seen again. */
  readonly caughtUp: boolean;
  readonly nowMs: number;
  /** How long nothing at all has come from the feed. */
  readonly silentMs: number;
  readonly staleAfterMs: number;
}

/** The feed's state with the reason that a person is told. */
export interface FeedState {
  readonly state: MarketState;
  readonly reason?: string;
}

/** The one judgement of a feed's state. */
export function feedState(signs: FeedSigns): FeedState {
  if (signs.failure !== null) return { state: "down", reason: signs.failure };
  if (!signs.caughtUp) return { state: "starting", reason: "History is being made ready." };
  if (signs.ended) return { state: "ended", reason: "The recorded days are over." };
  if (sessionAt(signs.nowMs) === "closed") return { state: "closed", reason: "The market is closed." };
  if (signs.silentMs > signs.staleAfterMs) {
    const seconds = Math.floor(signs.staleAfterMs / 1000);
    return { state: "stale", reason: `Feed quiet for more than ${seconds} s. Prices may be old.` };
  }
  return { state: "live" };
}
