import { useCallback, useSyncExternalStore } from "react";
import { useWorkspace } from "../workspace/context.tsx";
import type { DecisionsSession } from "./decisions-session.ts";

/** A value of the decisions; `read` must answer with the same value while nothing changed. */
export function useDecisions<T>(read: (decisions: DecisionsSession) => T): T {
  const { decisions } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => decisions.changes.on(changed), [decisions]);
  return useSyncExternalStore(subscribe, () => read(decisions));
}
