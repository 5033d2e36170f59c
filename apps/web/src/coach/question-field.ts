/** The field in which a question is typed, by its id. */
export const QUESTION_FIELD = "coach-question";

function field(): HTMLInputElement | null {
  const found = document.getElementById(QUESTION_FIELD);
  return found instanceof HTMLInputElement ? found : null;
}

/** Puts the cursor where a question is typed; false while that is not on the page. */
export function focusQuestion(): boolean {
  field()?.focus();
  return field() !== null;
}

/** Shows words in the question's field, as if they were typed. */
export function writeQuestion(words: string): void {
  const found = field();
  if (found !== null) found.value = words;
}
