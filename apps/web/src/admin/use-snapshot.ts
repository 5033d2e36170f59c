import type { AdminSnapshot } from "@spotlight/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";

const EVERY_MS = 2_000;

/** The newest snapshot, how old it is for this page, and why there is no newer one. */
export interface SnapshotState {
  readonly snapshot: AdminSnapshot | null;
  /** When it came, epoch ms on this machine; 0 before the first. */
  readonly cameMs: number;
  /** What kept the last question from being answered; null while all is well. */
  readonly failure: string | null;
  /** Asks again now, and for the audit log too. */
  readonly refresh: () => void;
}

/** Whether the question waits for a PIN that nobody entered: asking on would only ask for it again and again. */
function wasGivenUp(error: Error | null): boolean {
  return error instanceof ApiError && (error.code === "step_up_required" || error.status === 401);
}

/** Asks for a snapshot every two seconds while the page is looked at. */
export function useSnapshot(): SnapshotState {
  const { admin } = useWorkspace();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["snapshot"],
    queryFn: ({ signal }) => admin.snapshot(signal),
    refetchInterval: ({ state }) => (wasGivenUp(state.error) ? false : EVERY_MS),
  });
  const refresh = useCallback(() => void client.invalidateQueries(), [client]);
  return {
    snapshot: query.data ?? null,
    cameMs: query.dataUpdatedAt,
    failure: query.error?.message ?? null,
    refresh,
  };
}
