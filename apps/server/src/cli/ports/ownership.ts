import { basename, isAbsolute, relative, resolve } from "node:path";
import type { ProcessFacts } from "./process-facts.ts";

/** What a process is held against. */
export interface Surroundings {
  /** Folder of this checkout. */
  readonly root: string;
  readonly user: string | null;
  /** This process and those that started it. */
  readonly ancestors: readonly number[];
  /** Who holds the data folder's lock, as the lock says, and when that was written; null when nobody does. */
  readonly lock: { readonly pid: number; readonly writtenMs: number } | null;
}

/** Whether a process is this project's own, and the sentence that says why or why not. */
export interface Verdict {
  readonly ours: boolean;
  readonly reason: string;
}

const foreign = (reason: string): Verdict => ({ ours: false, reason });

/**
 * A process is ours only when everything is known that proves it: the same user, Node.js as its program, and either this
 * checkout in its command or working folder, or the data folder's lock, written after the process began.
 */
export function judge(process: ProcessFacts | null, around: Surroundings): Verdict {
  if (process === null) return foreign("what it is cannot be seen; it may belong to another user");
  if (around.ancestors.includes(process.pid)) return foreign("this command runs inside it");
  if (process.user === null || process.user !== around.user)
    return foreign(`it belongs to another user (${process.user ?? "unknown"})`);
  if (process.executable === null || !isNode(process.executable))
    return foreign(`its program is ${process.executable ?? "unknown"}, not Node.js`);
  if (holdsLock(process, around.lock)) return { ours: true, reason: "it holds this data folder" };
  if (process.cwd !== null && isWithin(around.root, process.cwd))
    return { ours: true, reason: "it runs in this checkout" };
  if (commandPaths(process).some((path) => isWithin(around.root, path)))
    return { ours: true, reason: "it runs a program of this checkout" };
  return foreign("it is Node.js, but of another folder");
}

function isNode(executable: string): boolean {
  return /^node(\.exe)?$/i.test(basename(withSlashes(executable)));
}

/** A process that took the number of a dead holder began after that one wrote the lock. */
function holdsLock({ pid, startedMs }: ProcessFacts, lock: Surroundings["lock"]): boolean {
  return lock !== null && lock.pid === pid && startedMs !== null && startedMs <= lock.writtenMs;
}

function commandPaths({ args, cwd }: ProcessFacts): readonly string[] {
  const words = args.slice(1).filter((word) => !word.startsWith("-"));
  return words.flatMap((word) => {
    if (isAbsolute(word) || /^[A-Za-z]:[\\/]/.test(word)) return [word];
    return cwd === null ? [] : [resolve(cwd, word)];
  });
}

function isWithin(root: string, path: string): boolean {
  const way = relative(withSlashes(root), withSlashes(path));
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}

function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
