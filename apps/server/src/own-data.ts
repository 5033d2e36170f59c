import type { Logger } from "pino";
import type { Engine } from "./engine/engine.ts";
import { UnknownSymbol } from "./engine/parts.ts";
import type { PersonalParts } from "./http/parts.ts";
import { FeedStore } from "./log/feed-store.ts";
import type { Flags } from "./ops/flags.ts";
import { exportLines } from "./personal/export.ts";
import { type ImportReport, importLines } from "./personal/import.ts";
import { type Database, withClient } from "./store/database.ts";

/** What a person's own data is taken from and put into. */
export interface OwnDataParts {
  database(): Database | null;
  readonly flags: Flags;
  engine(): Engine | null;
  /** Lets the desk take the rules as they are stored now. */
  imported(): Promise<void>;
  readonly version: string;
  log(): Logger;
}

/** A person's own data, out of the running server and into it. */
export class OwnData implements PersonalParts {
  readonly #parts: OwnDataParts;

  constructor(parts: OwnDataParts) {
    this.#parts = parts;
  }

  async exportLines(): Promise<readonly string[]> {
    const lines: string[] = [];
    await withClient(await this.#database().connect(), async (client) => {
      for await (const line of exportLines(client, this.#parts.version, Date.now())) lines.push(line);
    });
    return lines;
  }

  /** What is imported is in force when this resolves: flags, and symbols with their past. */
  async importText(text: string, dryRun: boolean): Promise<ImportReport> {
    const database = this.#database();
    const options = { dryRun, nowMs: Date.now() };
    const report = await withClient(await database.connect(), (client) =>
      importLines(client, linesOf(text), options),
    );
    if (dryRun) return report;
    await this.#parts.flags.open(database.pool, this.#parts.log());
    await this.#parts.imported();
    const engine = this.#parts.engine();
    if (engine !== null) await watchImported(engine, new FeedStore(database.pool, engine.source));
    return report;
  }

  #database(): Database {
    const database = this.#parts.database();
    if (database === null) throw new Error("the database is asked for before it is open");
    return database;
  }
}

async function watchImported(engine: Engine, store: FeedStore): Promise<void> {
  for (const { symbol } of await store.watched()) {
    try {
      await engine.watch(symbol);
    } catch (error) {
      // It stays on the list, for a feed that knows it.
      if (!(error instanceof UnknownSymbol)) throw error;
    }
  }
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split(/\r?\n/);
}
