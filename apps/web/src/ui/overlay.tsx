import { Dialog } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** A dialog in the upper third of the window. Escape and a click outside close it; focus goes back where it was. */
export function Overlay(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/35%)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appears fixed inset-x-0 top-[12vh] z-50 mx-auto w-[min(560px,calc(100vw-24px))] overflow-hidden rounded-6 border border-hair bg-raised-2 shadow-one"
        >
          <Dialog.Title className="sr-only">{props.title}</Dialog.Title>
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Looks that the lists of both dialogs share. */
export const LIST_LOOK = {
  input:
    "h-11 w-full border-b border-hair bg-transparent px-4 text-16 text-ink-1 outline-none placeholder:text-ink-3",
  list: "scrolls max-h-[52vh] p-1",
  item: "flex h-9 cursor-default items-center justify-between gap-4 rounded-6 px-3 text-13 text-ink-1 data-[selected=true]:bg-focus-soft data-[disabled=true]:text-ink-3",
  empty: "px-3 py-4 text-13 text-ink-2",
  group:
    "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-2",
} as const;
