import { useCallback, useState } from "react";
import { ApiError } from "../stream/index.ts";

/** What was done, in a sentence, and the way back where there is one. */
export interface Done {
  readonly text: string;
  readonly undo: (() => Promise<unknown>) | null;
}

/** Does one thing after the other for a page, and says of the last what came of it. */
export function useDoing() {
  const [said, setSaid] = useState<Done | null>(null);
  const [changes, setChanges] = useState(0);
  const failed = useCallback((error: unknown): void => {
    setSaid({ text: error instanceof ApiError ? error.message : "The server does not answer.", undo: null });
  }, []);
  /** Resolves true when it was done: a failure keeps what was typed. */
  const does = async (
    work: () => Promise<unknown>,
    text: string,
    undo: Done["undo"] = null,
  ): Promise<boolean> => {
    try {
      await work();
      setSaid({ text, undo });
      setChanges((count) => count + 1);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };
  const undo = (): void => {
    const back = said?.undo;
    if (back != null) void does(back, "It is back.");
  };
  return { said, changes, does, undo, failed };
}
