import { create } from "zustand";

/** A callout whose answer the trader is putting into words; lost on reload. */
export interface AnsweringState {
  /** The callout's id; null while no answer is begun. */
  readonly id: string | null;
  /** Which answer it is: rejected with a reason, or accepted with the fill that it was taken with. */
  readonly how: "reject" | "take";
}

export const useAnswering = create<AnsweringState>()(() => ({ id: null, how: "reject" }));

/** Leaves the answer that was begun. */
export function endAnswering(): void {
  useAnswering.setState({ id: null });
}
