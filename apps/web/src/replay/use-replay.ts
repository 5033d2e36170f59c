import { useCallback, useSyncExternalStore } from "react";
import { useWorkspace } from "../workspace/context.tsx";
import type { ReplaySession } from "./replay-session.ts";

/** A value of the replay; `read` must answer with the same value while nothing changed. */
export function useReplay<T>(read: (replay: ReplaySession) => T): T {
  const { replay } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => replay.changes.on(changed), [replay]);
  return useSyncExternalStore(subscribe, () => read(replay));
}
