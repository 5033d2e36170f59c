/** Who decides what happens when the server does not let a request through. */
export interface Gate {
  /** A request was refused because there is no login. */
  lost(): void;
  /** A request needs the PIN again; resolves with whether it was entered. */
  stepUp(): Promise<boolean>;
}

async function needsPinAgain(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { error?: { code?: unknown } } | null;
  return body?.error?.code === "step_up_required";
}

/** A `fetch` that tells the gate of refusals, and repeats a request once the PIN was entered again for it. */
export function gatedFetch(inner: typeof fetch, gate: Gate): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.status === 401) gate.lost();
    if (!(await needsPinAgain(response))) return response;
    return (await gate.stepUp()) ? inner(input, init) : response;
  };
}
