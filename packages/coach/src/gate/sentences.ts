const SHORTENED =
  /(?:^|[\s("“])(?:[A-Z]|[ap]\.m|U\.S|e\.g|i\.e|vs|approx|no|Nov|Dec|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Mr|Inc|est)\.$/;

/**
 * Where the first sentence of a text ends (exclusive, with the space after it), or null while it is not known to end:
 * at `.`, `!`, `?`, `…` or a line's end, with what closes it, once a space and the next sign are there. Points inside
 * numbers and symbols and after shortened words end nothing, `2.0 R.` does.
 */
export function sentenceEnd(text: string): number | null {
  for (const match of text.matchAll(/[.!?…]+["”’')\]*_]*(\s+)(?=\S)|\n+(?=[^\n])/gu)) {
    const end = match.index + match[0].length;
    const before = text.slice(0, match.index + 1);
    if (match[0].startsWith(".") && isShortened(before, text[end] ?? "")) continue;
    return end;
  }
  return null;
}

function isShortened(before: string, next: string): boolean {
  if (/\bR\.$/.test(before) && /[\p{Lu}\d]/u.test(next)) return false;
  return SHORTENED.test(before);
}
