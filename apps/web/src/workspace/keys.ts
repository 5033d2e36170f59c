type Letter =
  | "a"
  | "b"
  | "c"
  | "d"
  | "e"
  | "f"
  | "g"
  | "h"
  | "i"
  | "j"
  | "k"
  | "l"
  | "m"
  | "n"
  | "o"
  | "p"
  | "q"
  | "r"
  | "s"
  | "t"
  | "u"
  | "v"
  | "w"
  | "x"
  | "y"
  | "z";
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Sign = "[" | "]" | "/" | "?" | "," | "." | "+" | "-" | "=" | "\\" | "'" | ";";
type Named =
  | "Enter"
  | "Escape"
  | "Home"
  | "End"
  | "PageUp"
  | "PageDown"
  | "Space"
  | "Delete"
  | "ArrowLeft"
  | "ArrowRight"
  | "ArrowUp"
  | "ArrowDown";

/**
 * One press. `mod` is Ctrl, or ⌘ on a Mac. Letters on their own open the symbol search, so they are keys of commands
 * only with a modifier or after another press.
 */
type Chord =
  | Digit
  | Sign
  | Named
  | `alt+${Letter | Digit | Sign | Named}`
  | `mod+${Letter | Digit | Sign | Named}`
  | `shift+${Named}`;

/** One press, or several in turn (`["alt+t", "d"]`). */
export type KeySequence = readonly [Chord, ...(Chord | Letter)[]];

/** The parts of a keyboard event that name a press. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SIGN_CODES: Readonly<Record<string, string>> = {
  BracketLeft: "[",
  BracketRight: "]",
  Slash: "/",
  Comma: ",",
  Period: ".",
  Minus: "-",
  Equal: "=",
  Backslash: "\\",
  Quote: "'",
  Semicolon: ";",
};

/** The key's name without modifiers; with Alt the code decides, since Alt types other letters on a Mac. */
function nameOf({ key, code, altKey }: Press): string {
  if (altKey) {
    const plain = /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? SIGN_CODES[code];
    if (plain !== undefined) return plain;
  }
  if (key === " ") return "Space";
  return key.length === 1 ? key.toLowerCase() : key;
}

/** The press in the form in which commands name it. */
export function chordOf(press: Press): string {
  const name = nameOf(press);
  const mods = [press.ctrlKey || press.metaKey ? "mod" : "", press.altKey ? "alt" : ""];
  if (press.shiftKey && name.length > 1) mods.push("shift");
  return [...mods.filter((mod) => mod !== ""), name].join("+");
}

const LABELS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  PageUp: "Page Up",
  PageDown: "Page Down",
};

/** The sequence's presses as a person reads them, one entry per press. */
export function keyLabels(keys: KeySequence, mac: boolean): string[] {
  return keys.map((chord) => {
    const parts = chord.split("+");
    const name = chord.endsWith("+") ? "+" : (parts.at(-1) ?? "");
    const mods = chord.endsWith("+") ? [] : parts.slice(0, -1);
    const words = mods.map((mod) => {
      if (mod === "mod") return mac ? "⌘" : "Ctrl";
      if (mod === "alt") return mac ? "⌥" : "Alt";
      return mac ? "⇧" : "Shift";
    });
    return [...words, LABELS[name] ?? (name.length === 1 ? name.toUpperCase() : name)].join(mac ? "" : " ");
  });
}

/** The keys as `aria-keyshortcuts` names them; undefined for none and for several presses in turn, which it cannot say. */
export function ariaKeys(keys: KeySequence | null | undefined): string | undefined {
  const chord = keys?.length === 1 ? keys[0] : undefined;
  if (chord === undefined) return undefined;
  const name = chord.endsWith("+") ? "+" : (chord.split("+").at(-1) ?? "");
  const mods = chord.endsWith("+") ? [] : chord.split("+").slice(0, -1);
  const words = mods.map((mod) => (mod === "mod" ? "Control" : mod === "alt" ? "Alt" : "Shift"));
  return [...words, name === "+" ? "Plus" : name.length === 1 ? name.toUpperCase() : name].join("+");
}
