import type { ReactElement } from "react";

/** Each state's shape, so that colour never carries it alone. */
export type StateShape = "dot" | "half" | "triangle" | "square" | "play" | "cross" | "ring";
export type StateTone = "good" | "warn" | "bad" | "quiet";

const PATHS: Readonly<Record<StateShape, ReactElement>> = {
  dot: <circle cx="6" cy="6" r="4" />,
  ring: <circle cx="6" cy="6" r="3.500" fill="none" stroke="currentColor" strokeWidth="1.500" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.500" fill="none" stroke="currentColor" strokeWidth="1.500" />
      <path d="M6 2.500a3.500 3.500 0 0 1 0 7z" />
    </>
  ),
  triangle: <path d="M6 1.500 11 10.500H1z" />,
  square: <rect x="2.500" y="2.500" width="7" height="7" rx="1" />,
  play: <path d="M3 1.800v8.400L10.200 6z" />,
  cross: <path d="M2.500 2.500l7 7m0-7l-7 7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};

const TONES: Readonly<Record<StateTone, string>> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  quiet: "text-ink-2",
};

/** The sign of a state. It always stands beside the state's word. */
export function Shape({
  shape,
  tone,
}: {
  readonly shape: StateShape;
  readonly tone: StateTone;
}): ReactElement {
  return (
    <svg
      viewBox="0 0 12 12"
      className={`size-3 shrink-0 ${TONES[tone]}`}
      fill="currentColor"
      aria-hidden="true"
    >
      {PATHS[shape]}
    </svg>
  );
}
