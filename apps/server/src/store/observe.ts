import type { ClientBase, Pool } from "pg";

/** Who hears what every statement cost. */
export interface QueryObserver {
  /** `text` is the statement without its values; `failed` when the database refused it or went away. */
  asked(text: string, durationMs: number, failed: boolean): void;
}

type Callback = (error: unknown, result: unknown) => void;

/** Times every statement of connections that a pool makes from now on. */
export function observeQueries(pool: Pool, observer: QueryObserver): void {
  pool.on("connect", (client) => {
    const asWritten = client.query.bind(client) as (...given: unknown[]) => unknown;
    const timed = (...given: unknown[]): unknown => {
      const began = performance.now();
      const done = (error: unknown): void =>
        observer.asked(textOf(given[0]), performance.now() - began, error !== null && error !== undefined);
      const last = given.at(-1);
      if (typeof last === "function") {
        const callback = last as Callback;
        const heard: Callback = (error, result) => {
          done(error);
          callback(error, result);
        };
        return asWritten(...given.slice(0, -1), heard);
      }
      const answer = asWritten(...given);
      return answer instanceof Promise ? heardOut(answer, done) : answer;
    };
    client.query = timed as ClientBase["query"];
  });
}

async function heardOut(answer: Promise<unknown>, done: (error: unknown) => void): Promise<unknown> {
  try {
    const result = await answer;
    done(null);
    return result;
  } catch (error) {
    done(error);
    throw error;
  }
}

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  const text = typeof asked === "object" && asked !== null && "text" in asked ? asked.text : "";
  return typeof text === "string" ? text : "";
}
