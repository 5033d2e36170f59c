import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import dockerignore from "@balena/dockerignore";
import { DOCKERFILE, type Instruction, ROOT, type Stage, stage, stages } from "./dockerfile.ts";

/** Where the stages of an image are put together. */
const LAYERS = "layers";

/** The files that a build would be sent: those that git knows or would add, less what the ignore file leaves out. */
export function contextFiles(): readonly string[] {
  const options = { cwd: ROOT, encoding: "utf8" as const, maxBuffer: 64 * 1_048_576 };
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], options).split("\0");
  return ignoring().filter(files.filter((file) => file !== ""));
}

/** What the ignore file beside the Dockerfile leaves out. */
export function ignoring(): ReturnType<typeof dockerignore.default> {
  return dockerignore.default().add(readFileSync(`${DOCKERFILE}.dockerignore`, "utf8"));
}

/** How an image is built and started without Docker. */
export interface ImageWish {
  /** An empty folder. */
  readonly folder: string;
  /** Added to the image's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Does what the Dockerfile says, and starts what it says, in place of Docker: each stage is an overlay over this machine's
 * own root, which stands for the base image; the container has its own processes, a root that cannot be written, /tmp in
 * memory, the user, and no capabilities. Everything is gone when the process ends. Needs root on Linux.
 */
export function startImage(wish: ImageWish): ReturnType<typeof spawn> {
  const { folder } = wish;
  for (const file of contextFiles()) {
    const goal = join(folder, "context", file);
    mkdirSync(dirname(goal), { recursive: true });
    cpSync(join(ROOT, file), goal);
  }
  const lines = [
    "set -e",
    `mkdir -p ${folder}/${LAYERS} && mount -t tmpfs tmpfs ${folder}/${LAYERS}`,
    ...stages().flatMap((each) => buildStage(folder, each)),
    ...runStage(folder, stage(""), wish.environment),
  ];
  writeFileSync(join(folder, "build.sh"), `${lines.join("\n")}\n`);
  return spawn("unshare", ["--mount", "--propagation", "private", "sh", join(folder, "build.sh")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The root of a stage while it is built. */
function rootOf(folder: string, name: string): string {
  return `${folder}/${LAYERS}/${name === "" ? "final" : name}/root`;
}

function buildStage(folder: string, { name, from, instructions }: Stage): string[] {
  const root = rootOf(folder, name);
  const layer = dirname(root);
  const below = stages().some((each) => each.name === from)
    ? `${dirname(rootOf(folder, from))}/upper:/`
    : "/";
  const begin = [
    `mkdir -p ${root} ${layer}/upper ${layer}/work`,
    `mount -t overlay overlay -o lowerdir=${below},upperdir=${layer}/upper,workdir=${layer}/work ${root}`,
    `mount --rbind /dev ${root}/dev && mount -t proc proc ${root}/proc`,
  ];
  let workdir = workdirOf(stage("manifests").instructions);
  return [
    ...begin,
    ...instructions.flatMap((instruction): string[] => {
      const { keyword, words, flags } = instruction;
      if (keyword === "WORKDIR") {
        workdir = words[0] ?? "/";
        return [`mkdir -p ${root}${workdir}`];
      }
      if (keyword === "COPY") return copy(folder, root, workdir, words, flags["from"]);
      if (keyword !== "RUN") return [];
      return [`chroot ${root} /bin/sh -c ${quoted(`cd ${workdir} && ${words[0]}`)} >&2`];
    }),
  ];
}

function workdirOf(instructions: readonly Instruction[]): string {
  return instructions.find(({ keyword }) => keyword === "WORKDIR")?.words[0] ?? "/";
}

function copy(
  folder: string,
  root: string,
  workdir: string,
  words: readonly string[],
  from: string | undefined,
): string[] {
  const goal = `${root}${workdir}/${words.at(-1) ?? ""}`;
  const base = from === undefined ? `${folder}/context/` : rootOf(folder, from);
  return words.slice(0, -1).flatMap((word) => {
    const source = `${base}${word}`;
    // As Docker: a folder's contents go into the goal; a file goes into a goal that ends in a slash.
    return [
      `if [ -d ${source} ]; then mkdir -p ${goal}; cp -a ${source}/. ${goal}/; else mkdir -p $(dirname ${goal}x); cp -a ${source} ${goal}; fi`,
    ];
  });
}

function runStage(
  folder: string,
  { instructions }: Stage,
  environment: Readonly<Record<string, string>>,
): string[] {
  const root = rootOf(folder, "");
  const [uid = "", gid = ""] = (instructions.find(({ keyword }) => keyword === "USER")?.words[0] ?? "").split(
    ":",
  );
  const command = instructions.find(({ keyword }) => keyword === "CMD")?.words ?? [];
  const drop = `setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all`;
  const run = `cd /app && exec ${drop} env -i ${environmentOf(environment).map(quoted).join(" ")} ${command.map(quoted).join(" ")}`;
  return [
    `umount ${root}/proc`,
    `mount -t tmpfs -o mode=1777 tmpfs ${root}/tmp`,
    `mount -t tmpfs -o mode=700,uid=${uid},gid=${gid} tmpfs ${root}/data`,
    `mount -o remount,ro ${root}`,
    `exec unshare --pid --fork --kill-child --mount-proc=${root}/proc chroot ${root} /bin/sh -c ${quoted(run)}`,
  ];
}

/** The environment that the image's process has, as NAME=value. */
export function environmentOf(more: Readonly<Record<string, string>>): readonly string[] {
  const own = stage("")
    .instructions.filter(({ keyword }) => keyword === "ENV")
    .flatMap(({ words }) => words);
  const path = `PATH=${process.env["PATH"] ?? ""}`;
  return [path, ...own, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
