import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** Gives every tooltip below it one delay. */
export const TooltipProvider = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <Radix.Provider delayDuration={350} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
);

/** A short explanation of the control that it wraps, with its keys when it has some. */
export function Tooltip(props: {
  readonly content: ReactNode;
  readonly keys?: readonly string[] | null;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly children: ReactElement;
}): ReactElement {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{props.children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={props.side ?? "bottom"}
          sideOffset={6}
          collisionPadding={8}
          className="appears z-50 flex max-w-80 items-center gap-2 rounded-6 border border-hair bg-raised-2 px-2 py-1 text-12 text-ink-1 shadow-one"
        >
          {props.content}
          {props.keys === null || props.keys === undefined ? null : <Keys labels={props.keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The presses of a key sequence; `hidden` from screen readers where the control says its keys itself. */
export function Keys(props: { readonly labels: readonly string[]; readonly hidden?: boolean }): ReactElement {
  const { labels, hidden = false } = props;
  return (
    <span className="flex shrink-0 gap-1" aria-hidden={hidden}>
      {labels.map((label) => (
        <kbd
          key={label}
          className="rounded-[4px] border border-hair bg-bg px-1 font-sans text-12 leading-[18px] text-ink-2"
        >
          {label}
        </kbd>
      ))}
    </span>
  );
}
