/**
 * What the server does for clients. `drained`: asked to take no readers, for maintenance; it can go on. `stopping`: the
 * process is going down.
 */
export type ServingState = "serving" | "drained" | "stopping";

/** Whether the server serves, and the reason that a person is told when it does not. */
export class Lifecycle {
  #state: ServingState = "serving";

  get state(): ServingState {
    return this.#state;
  }

  /** Why new readers are sent away; null while they are welcome. */
  get trouble(): string | null {
    if (this.#state === "serving") return null;
    return this.#state === "drained" ? "Somebody has drained this server." : "The server is going down.";
  }

  /** Takes no more readers until `resume`. Answers whether that is new. */
  drain(): boolean {
    if (this.#state !== "serving") return false;
    this.#state = "drained";
    return true;
  }

  /** Serves again after `drain`. Answers whether that is new. */
  resume(): boolean {
    if (this.#state !== "drained") return false;
    this.#state = "serving";
    return true;
  }

  /** From here there is no way back. */
  stop(): void {
    this.#state = "stopping";
  }
}
