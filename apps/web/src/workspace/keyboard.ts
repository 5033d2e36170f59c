import { useEffect } from "react";
import type { CommandRegistry } from "./commands.ts";
import { chordOf } from "./keys.ts";
import { useOver } from "./stores.ts";

/** Keys that a focused control needs for itself. */
const CONTROL_KEYS = new Set(["Enter", "Space", "Tab"]);

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** A separator of panels moves with the arrow keys when it has the focus. */
function movesItself(target: EventTarget | null, chord: string): boolean {
  const steers = chord.startsWith("Arrow") || chord === "Home" || chord === "End";
  return (
    steers &&
    target instanceof HTMLElement &&
    target.closest('[role="separator"],[role="radiogroup"]') !== null
  );
}

/** Opens the symbol search with a typed letter, or adds it while the search is still opening. */
function typeSymbol(letter: string): void {
  useOver.setState(({ search }) => ({ search: (search ?? "") + letter.toUpperCase(), palette: false }));
}

function press(event: KeyboardEvent, commands: CommandRegistry): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  const { palette, search } = useOver.getState();
  const inText = takesText(event.target);
  // Chords with Ctrl write nothing, so the way out of a form works from within its fields.
  const busy = palette || (inText && !chord.startsWith("mod+"));
  if ((busy || search !== null) && chord !== "mod+k") {
    if (search !== null && !inText && /^[a-z]$/.test(chord)) {
      event.preventDefault();
      typeSymbol(chord);
    }
    return;
  }
  if (CONTROL_KEYS.has(chord) || movesItself(event.target, chord)) return;
  const outcome = commands.press(chord, event.timeStamp);
  if (outcome !== "none") event.preventDefault();
  else if (/^[a-z]$/.test(chord)) {
    event.preventDefault();
    typeSymbol(chord);
  }
}

/** Sends every key press of the window to the commands; letters that belong to none open the symbol search. Asleep, it hears nothing. */
export function useKeyboard(commands: CommandRegistry, awake: boolean): void {
  useEffect(() => {
    if (!awake) return;
    const listener = (event: KeyboardEvent): void => press(event, commands);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, [commands, awake]);
}
