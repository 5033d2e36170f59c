import type { AdminSnapshot } from "@spotlight/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";

const EVERY_MS = 2_000;

/** The newest snapshot, how old it is for this page, and why there is no newer one. */
export interface SnapshotState {
  readonly snapshot: AdminSnapshot | null;
  /** How old it is, ms; 0 before the first. */
  readonly ageMs: number;
  /** What kept the last question from being answered; null while all is well. */
  readonly failure: string | null;
  /** Asks again now, and for the audit log too. */
  readonly refresh: () => void;
}

/** Whether the question waits for a PIN that nobody entered: asking on would only ask for it again and again. */
function wasGivenUp(error: Error | null): boolean {
  return error instanceof ApiError && (error.code === "step_up_required" || error.status === 401);
}

/** Whole seconds, so that the value stays the same between two looks. */
function ageOf(cameMs: number): number {
  return cameMs === 0 ? 0 : Math.floor((Date.now() - cameMs) / 1_000) * 1_000;
}

/** Asks for a snapshot every two seconds while the page is looked at. */
export function useSnapshot(): SnapshotState {
  const { admin, market } = useWorkspace();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["snapshot"],
    queryFn: ({ signal }) => admin.snapshot(signal),
    refetchInterval: ({ state }) => (wasGivenUp(state.error) ? false : EVERY_MS),
  });
  const cameMs = query.dataUpdatedAt;
  const subscribe = useCallback((changed: () => void) => market.seconds.on(changed), [market]);
  const ageMs = useSyncExternalStore(subscribe, () => ageOf(cameMs));
  const refresh = useCallback(() => void client.invalidateQueries(), [client]);
  return {
    snapshot: query.data ?? null,
    ageMs,
    failure: query.error?.message ?? null,
    refresh,
  };
}
