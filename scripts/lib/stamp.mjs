import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

const IGNORED = new Set(["node_modules", "dist", ".git", ".data", ".cache", "results"]);

/** One digest of the contents of files and folders, so that work is done again only when something changed. */
export function digestOf(paths) {
  const hash = createHash("sha256").update(process.version);
  const visit = (path) => {
    const absolute = join(root, path);
    if (!existsSync(absolute)) return;
    if (!statSync(absolute).isDirectory()) {
      hash.update(path).update("\0").update(readFileSync(absolute));
      return;
    }
    for (const name of readdirSync(absolute).sort()) if (!IGNORED.has(name)) visit(`${path}/${name}`);
  };
  for (const path of paths) visit(path);
  return hash.digest("hex");
}

/** Whether the stamp file holds this digest. */
export function isStamped(file, digest) {
  const absolute = join(root, file);
  return existsSync(absolute) && readFileSync(absolute, "utf8") === digest;
}

/** Writes the digest of work that is done. */
export function stamp(file, digest) {
  const absolute = join(root, file);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, digest);
}
