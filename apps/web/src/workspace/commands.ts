import { Emitter } from "../stream/emitter.ts";
import type { KeySequence } from "./keys.ts";

/** Where a command stands in the palette and on the page of keys. */
export type CommandGroup =
  | "Chart"
  | "Callouts"
  | "Coach"
  | "Journal"
  | "Memory"
  | "Replay"
  | "Symbols"
  | "Panels"
  | "Look"
  | "Data"
  | "Server"
  | "Go to";

/** One action. Everything that can be done on the screen is one of these. */
export interface Command {
  /** Stable name, `room.action`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** Null for commands that are reached through the palette only. */
  readonly keys: KeySequence | null;
  readonly run: () => void;
  /** Whether it makes sense now; without it, always. */
  readonly when?: () => boolean;
}

/** How long a started sequence waits for its next press, in milliseconds. */
const SEQUENCE_MS = 1_500;

/** What a press led to. `waiting`: it began or continued a sequence. */
export type KeyOutcome = "ran" | "waiting" | "none";

/** Every command that exists, and the keys that reach it. */
export class CommandRegistry {
  readonly changes = new Emitter<void>();
  readonly #commands = new Map<string, Command>();
  #version: readonly Command[] = [];
  #started: readonly string[] = [];
  #startedMs = 0;

  /**
   * Adds commands; the answer takes them out again. Throws when an id or a key sequence is taken, or one sequence is the
   * beginning of another: such keys could never be told apart.
   */
  add(commands: readonly Command[]): () => void {
    for (const command of commands) {
      this.#check(command);
      this.#commands.set(command.id, command);
    }
    this.#publish();
    return () => {
      for (const { id } of commands) this.#commands.delete(id);
      this.#publish();
    };
  }

  /** All commands in the order they were added. The array is replaced when something changes. */
  list(): readonly Command[] {
    return this.#version;
  }

  get(id: string): Command | undefined {
    return this.#commands.get(id);
  }

  /** Runs a command unless it makes no sense now; false when it did not run. */
  run(id: string): boolean {
    const command = this.#commands.get(id);
    if (command === undefined || command.when?.() === false) return false;
    command.run();
    return true;
  }

  /** Takes one press, in the form of `chordOf`, at a time in ms. */
  press(chord: string, nowMs: number): KeyOutcome {
    const started = nowMs - this.#startedMs <= SEQUENCE_MS ? this.#started : [];
    for (const pressed of started.length > 0 ? [[...started, chord], [chord]] : [[chord]]) {
      const outcome = this.#match(pressed, nowMs);
      if (outcome !== "none") return outcome;
    }
    this.#started = [];
    return "none";
  }

  #match(pressed: readonly string[], nowMs: number): KeyOutcome {
    for (const command of this.#commands.values()) {
      const keys: readonly string[] = command.keys ?? [];
      if (keys.length < pressed.length || !pressed.every((chord, index) => keys[index] === chord)) continue;
      if (command.when?.() === false) continue;
      if (keys.length > pressed.length) {
        this.#started = pressed;
        this.#startedMs = nowMs;
        return "waiting";
      }
      this.#started = [];
      command.run();
      return "ran";
    }
    return "none";
  }

  #check(command: Command): void {
    if (this.#commands.has(command.id)) throw new Error(`command ${command.id} exists already`);
    const keys: readonly string[] | null = command.keys;
    if (keys === null) return;
    for (const other of this.#commands.values()) {
      const taken: readonly string[] = other.keys ?? [];
      const shared = Math.min(keys.length, taken.length);
      if (shared > 0 && keys.slice(0, shared).every((chord, index) => chord === taken[index])) {
        throw new Error(`keys of ${command.id} collide with ${other.id}`);
      }
    }
  }

  #publish(): void {
    this.#version = [...this.#commands.values()];
    this.changes.emit();
  }
}
