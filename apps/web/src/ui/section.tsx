import type { ReactElement, ReactNode } from "react";

/** A part of a side panel: a quiet title, something beside it, and what it is about. */
export function Section(props: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="border-b border-hair px-3 pt-2 pb-3">
      <h2 className="flex h-7 items-center justify-between text-12 font-medium text-ink-2">
        {props.title}
        {props.aside}
      </h2>
      {props.children}
    </section>
  );
}
