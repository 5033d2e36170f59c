import type { ReactElement, ReactNode } from "react";

/** A field with its name above it. */
export function Labelled(props: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <label className="flex min-w-0 flex-col gap-1 text-12 text-ink-2">
      {props.name}
      {props.children}
    </label>
  );
}
