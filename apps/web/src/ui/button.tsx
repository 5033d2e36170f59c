import type { ComponentProps, ReactElement } from "react";

/** What a button is for: the step that is meant, another one, or one that takes something away. */
export type ButtonKind = "main" | "plain" | "danger";

const LOOKS: Readonly<Record<ButtonKind, string>> = {
  main: "border-focus bg-focus-soft text-ink-1 hover:bg-focus-soft",
  plain: "border-hair text-ink-1 hover:bg-raised-2",
  danger: "border-hair text-bad hover:bg-raised-2",
};

/** A button with words. Disabled, it keeps its place and fades. */
export function Button({
  kind = "plain",
  className = "",
  ...rest
}: ComponentProps<"button"> & { readonly kind?: ButtonKind }): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      className={`flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-6 border px-3 text-13 transition-colors duration-100 disabled:opacity-40 ${LOOKS[kind]} ${className}`}
    />
  );
}
