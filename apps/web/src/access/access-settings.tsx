import { type FormEvent, type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { PinInput, couldBePin, useCountdown } from "./pin-form.tsx";
import { useAuth, useAuthFact } from "./use-auth.ts";

/** The part of the settings that is about who gets in: choosing a PIN, changing it, logging out. */
export function AccessSettings(): ReactElement {
  const auth = useAuth();
  const status = useAuthFact((session) => session.status);
  const source = status?.pin ?? "none";
  return (
    <section className="flex flex-col gap-3" data-testid="access" data-pin={source}>
      <h2 className="text-14 font-medium">Access</h2>
      <p className="max-w-prose text-13 text-ink-2">{SENTENCES[source]}</p>
      {source === "environment" ? null : <ChoosePin changing={source === "chosen"} key={source} />}
      {source === "none" ? null : (
        <div>
          <Button onClick={() => void auth.logOut().catch(() => undefined)}>Log out of this browser</Button>
        </div>
      )}
    </section>
  );
}

const SENTENCES = {
  none: "There is no login: everybody who uses this machine is let in, and nobody else. Choose a PIN to lock it.",
  chosen: "A PIN locks this server. Whoever changes it ends every other login.",
  environment:
    "AUTH_PIN locks this server. To change the PIN, change that setting and start the server again.",
} as const;

function ChoosePin({ changing }: { readonly changing: boolean }): ReactElement {
  const auth = useAuth();
  const [current, setCurrent] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly good: boolean; readonly text: string } | null>(null);
  const [untilMs, setUntilMs] = useState<number | null>(null);
  const seconds = useCountdown(untilMs);
  const differ = again.length >= pin.length && again !== pin;
  const ready = couldBePin(pin) && again === pin && (!changing || couldBePin(current)) && seconds === 0;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    const outcome = await auth.choose(pin, changing ? current : null);
    setBusy(false);
    setCurrent("");
    if (outcome.kind === "wait") setUntilMs(performance.now() + outcome.waitMs);
    if (outcome.kind === "in") {
      setPin("");
      setAgain("");
    }
    setSaid(
      {
        in: { good: true, text: "The new PIN is in force." },
        wrong: { good: false, text: "The present PIN is not right." },
        wait: null,
        failed: { good: false, text: outcome.kind === "failed" ? outcome.sentence : "" },
      }[outcome.kind],
    );
  };
  const line =
    seconds > 0 ? { good: false, text: `Too many wrong PINs. Try again in ${seconds}\u202Fs.` } : said;
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex max-w-sm flex-col gap-2"
      aria-label="Choose a PIN"
    >
      {changing ? (
        <Field label="Present PIN" id="pin-current" value={current} onChange={setCurrent} now />
      ) : null}
      <Field label="New PIN, 6 to 12 digits" id="pin-new" value={pin} onChange={setPin} />
      <Field label="New PIN once more" id="pin-again" value={again} onChange={setAgain} />
      <p
        role="status"
        className={`min-h-5 text-13 ${line?.good === true ? "text-good" : "text-bad"}`}
        data-testid="pin-chosen"
      >
        {differ ? "The two are not the same." : line?.text}
      </p>
      <div>
        <Button type="submit" kind="main" disabled={!ready || busy}>
          {changing ? "Change the PIN" : "Lock with this PIN"}
        </Button>
      </div>
    </form>
  );
}

function Field(props: {
  readonly label: string;
  readonly id: string;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  /** The PIN in force, not a new one. */
  readonly now?: boolean;
}): ReactElement {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={props.id} className="text-13 text-ink-2">
        {props.label}
      </label>
      <PinInput
        id={props.id}
        value={props.value}
        onChange={props.onChange}
        autoComplete={props.now === true ? "current-password" : "new-password"}
      />
    </div>
  );
}
