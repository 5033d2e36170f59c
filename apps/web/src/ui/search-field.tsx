import type { ReactElement, RefObject } from "react";

/** A field for words to look for. Escape empties it. */
export function SearchField(props: {
  /** What a screen reader says. */
  readonly name: string;
  readonly hint: string;
  readonly words: string;
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly onChange: (words: string) => void;
}): ReactElement {
  const { name, hint, words, ref, onChange } = props;
  return (
    <input
      ref={ref}
      type="search"
      aria-label={name}
      placeholder={hint}
      autoComplete="off"
      maxLength={200}
      className="h-7 w-56 rounded-6 border border-hair bg-bg px-2 text-13"
      value={words}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onChange("");
      }}
    />
  );
}
