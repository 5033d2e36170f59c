import type { ReactElement } from "react";
import { Brand } from "../ui/brand.tsx";
import { PinForm } from "./pin-form.tsx";
import { useAuthFact } from "./use-auth.ts";

/** What stands before the desk while this browser has no login. */
export function LoginPage(): ReactElement {
  const phase = useAuthFact((auth) => auth.phase);
  return (
    <main
      className="fixed inset-0 z-30 flex flex-col items-center bg-bg pt-[22vh]"
      data-testid="login"
      data-phase={phase}
    >
      <div className="flex w-[min(320px,calc(100vw-32px))] flex-col gap-6">
        <h1 className="flex items-center gap-2 text-20 font-semibold">
          <Brand className="size-6" />
          Spotlight Trader
        </h1>
        {phase === "locked" ? (
          <PinForm act="Log in" onIn={() => undefined} />
        ) : (
          <p className="waits text-13 text-ink-2" role="status">
            {phase === "starting"
              ? "The server is starting. The login comes in a few seconds."
              : "Connecting to the server."}
          </p>
        )}
      </div>
    </main>
  );
}
