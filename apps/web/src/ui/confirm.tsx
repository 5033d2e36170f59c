import { AlertDialog } from "radix-ui";
import { type ReactElement, type ReactNode, useState } from "react";
import { Button, type ButtonKind } from "./button.tsx";

/** Something that is done only after it was said what it does. */
export interface Question {
  readonly title: string;
  /** What happens, and to whom. */
  readonly body: ReactNode;
  /** The button's words. */
  readonly act: string;
  readonly kind: ButtonKind;
  /** Does it; rejects with an error whose message is shown. */
  readonly run: () => Promise<void>;
}

/** Asks before something is done, waits while it is done, and says what went wrong. Escape cancels. */
export function Confirm(props: { readonly question: Question; readonly onClose: () => void }): ReactElement {
  const { question, onClose } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await question.run();
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "It could not be done.");
      setBusy(false);
    }
  };
  return (
    <AlertDialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/35%)]" />
        <AlertDialog.Content className="appears fixed inset-x-0 top-[18vh] z-50 mx-auto flex w-[min(440px,calc(100vw-24px))] flex-col gap-3 rounded-6 border border-hair bg-raised-2 p-5 shadow-one">
          <AlertDialog.Title className="text-16 font-semibold">{question.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-13 text-ink-2">{question.body}</AlertDialog.Description>
          {failure === null ? null : (
            <p role="alert" className="text-13 text-bad">
              {failure}
            </p>
          )}
          <div className="flex justify-end gap-2 pt-1">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button kind={question.kind} disabled={busy} onClick={() => void run()} data-testid="confirm">
              {question.act}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
