import type { ReactElement } from "react";
import { Button } from "../ui/button.tsx";
import { Overlay } from "../ui/overlay.tsx";
import { PinForm } from "./pin-form.tsx";
import { useAuth, useAuthFact } from "./use-auth.ts";

/** Asks for the PIN again while a request waits for it; then the request is repeated. */
export function StepUp(): ReactElement | null {
  const auth = useAuth();
  const asks = useAuthFact((session) => session.asksAgain);
  if (!asks) return null;
  const cancel = (): void => auth.cancelStepUp();
  return (
    <Overlay title="Enter the PIN again" onClose={cancel}>
      <div className="flex flex-col gap-4 p-5" data-testid="step-up">
        <div>
          <h2 className="text-16 font-semibold">Enter the PIN again</h2>
          <p className="text-13 text-ink-2">
            Administration asks for it every 12 hours. What you started goes on after it.
          </p>
        </div>
        <PinForm
          act="Go on"
          onIn={() => undefined}
          aside={
            <Button className="h-9" onClick={cancel}>
              Cancel
            </Button>
          }
        />
      </div>
    </Overlay>
  );
}
