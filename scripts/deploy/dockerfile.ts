import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DockerfileParser } from "dockerfile-ast";

/** The repository's root folder. */
export const ROOT = resolve(import.meta.dirname, "../..");
/** The Dockerfile that is shipped. */
export const DOCKERFILE = join(ROOT, "deploy/Dockerfile");

/** One instruction: its keyword in capitals, its words (a JSON list is taken apart), its flags. */
export interface Instruction {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** One stage of the build. */
export interface Stage {
  /** Empty for the last one. */
  readonly name: string;
  /** An image or an earlier stage. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of the shipped Dockerfile, in their order. */
export function stages(): readonly Stage[] {
  const parsed = DockerfileParser.parse(readFileSync(DOCKERFILE, "utf8"));
  const found: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const instruction of parsed.getInstructions()) {
    const all = instruction.getArguments().map((argument) => argument.getValue());
    const keyword = instruction.getKeyword();
    if (keyword === "FROM") {
      found.push({ name: all[2] ?? "", from: all[0] ?? "", instructions: [] });
      continue;
    }
    const raw = instruction.getTextContent().replaceAll(/\\\n/g, " ").slice(keyword.length).trim();
    const flags = Object.fromEntries(
      [...raw.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    );
    const text = keyword === "RUN" ? raw : raw.replaceAll(/--[a-z-]+=\S+\s*/g, "");
    const list = /(\[.*\])$/s.exec(text)?.[1];
    const words = list === undefined ? all : (JSON.parse(list) as string[]);
    found.at(-1)?.instructions.push({ keyword, words: keyword === "RUN" ? [text] : words, flags });
  }
  return found;
}

/** The stage of a name; the last one for the empty name. */
export function stage(name: string): Stage {
  const found = stages().find((each) => each.name === name);
  if (found === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  return found;
}
