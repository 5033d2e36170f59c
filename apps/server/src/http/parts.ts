import type { FastifyBaseLogger } from "fastify";
import type { Engine } from "../engine/engine.ts";
import type { Meter } from "../ops/meter.ts";
import type { Readiness } from "../ops/readiness.ts";
import type { Hub } from "../stream/hub.ts";
import type { MarketLog } from "../log/market-log.ts";
import type { SessionKind } from "@spotlight/contracts";

/** What exists once history and feed are up. */
export interface MarketParts {
  readonly engine: Engine;
  readonly log: MarketLog;
  readonly hub: Hub;
  /** The session of a request that names none. */
  readonly defaultSession: SessionKind;
}

/** What the routes are built on. */
export interface HttpParts {
  readonly logger: FastifyBaseLogger;
  readonly readiness: Readiness;
  readonly meter: Meter;
  readonly epochId: string;
  readonly epochStartMs: number;
  readonly version: string;
  /** Folder of the built web app; null when it is served elsewhere. */
  readonly webDir: string | null;
  readonly wallMs: () => number;
  /** The market, or null while the server is starting. */
  market(): MarketParts | null;
}
