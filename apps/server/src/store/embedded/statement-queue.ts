import type { PGlite } from "@electric-sql/pglite";
import type { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** Something that a connection wants done when it has its turn. */
interface Waiting {
  readonly connection: number;
  /** Resolves with whether the connection keeps its turn; never rejects. */
  readonly run: () => Promise<boolean>;
  readonly reject: (error: Error) => void;
}

/** Who asks for a turn without being a connection. */
const NOBODY = -1;

/**
 * First bytes of the messages that belong to a statement which a Sync ends: Parse, Bind, Describe, Execute, Close,
 * Flush, and copied data (PostgreSQL's protocol, "Extended Query").
 */
const WITHIN_STATEMENT: ReadonlySet<number> = new Set(Buffer.from("PBDECHdcf"));

/** The message that ends a statement, whatever became of it. */
const SYNC = Uint8Array.of("S".charCodeAt(0), 0, 0, 0, 4);

/**
 * Whose turn it is on the one backend that all connections share. A turn lasts to the end of a statement, and of a
 * transaction: the socket server's own queue changes turns between the messages of a statement, and then one connection
 * parses over what another one is about to run.
 */
export class StatementQueue {
  readonly #database: PGlite;
  readonly #waiting: Waiting[] = [];
  /** The connection whose statement or transaction is not over; null when anybody may go on. */
  #turn: number | null = null;
  #running = false;

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** Runs a message when its connection's turn comes; resolves with the size of the answer in bytes. */
  async enqueue(
    connection: number,
    message: Uint8Array,
    onData: (data: Uint8Array) => void,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#add(connection, reject, async () => {
        resolve(await this.#execute(message, onData));
        return WITHIN_STATEMENT.has(message[0] ?? 0) || this.#database.isInTransaction();
      });
    });
  }

  /** Does something with the database between other statements and outside of any transaction. */
  async alone<Result>(job: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#add(NOBODY, reject, async () => {
        resolve(await job());
        return false;
      });
    });
  }

  getQueueLength(): number {
    return this.#waiting.length;
  }

  /** Forgets what a connection that is gone still wanted. */
  clearQueueForHandler(connection: number): void {
    for (const gone of this.#waiting.filter((each) => each.connection === connection)) {
      this.#waiting.splice(this.#waiting.indexOf(gone), 1);
      gone.reject(new Error("the connection is closed"));
    }
  }

  /** Ends the turn of a connection that is gone, and undoes what it had not committed. */
  async clearTransactionIfNeeded(connection: number): Promise<void> {
    if (this.#turn !== connection) return;
    // After an error the backend skips everything up to a Sync, which would be the next connection's whole statement.
    await this.#database.execProtocolRaw(SYNC);
    if (this.#database.isInTransaction()) await this.#database.exec("ROLLBACK");
    this.#turn = null;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      this.#turn = (await next.run()) ? next.connection : null;
    }
    this.#running = false;
  }

  #add(connection: number, reject: (error: Error) => void, work: () => Promise<boolean>): void {
    const run = async (): Promise<boolean> => {
      try {
        return await work();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        return false;
      }
    };
    this.#waiting.push({ connection, run, reject });
    void this.#run();
  }

  async #execute(message: Uint8Array, onData: (data: Uint8Array) => void): Promise<number> {
    let bytes = 0;
    await this.#database.runExclusive(() =>
      this.#database.execProtocolRawStream(message, {
        onRawData: (data) => {
          bytes += data.length;
          onData(data);
        },
      }),
    );
    return bytes;
  }

  #next(): Waiting | null {
    const turn = this.#turn;
    const index = turn === null ? 0 : this.#waiting.findIndex(({ connection }) => connection === turn);
    return this.#waiting.splice(index, index < 0 ? 0 : 1)[0] ?? null;
  }
}

/** Puts the queue in the place of a socket server's own, which it does not let one choose. Before it starts. */
export function takeTurns(server: PGLiteSocketServer, queue: StatementQueue): void {
  if (!Object.hasOwn(server, "queryQueue")) throw new Error("the socket server has no queue to replace");
  Object.assign(server, { queryQueue: queue });
}
