import {
  type FormEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { Button } from "../ui/button.tsx";
import { useAuth } from "./use-auth.ts";

const SHORTEST = 6;
const LONGEST = 12;

/** An input for digits that shows none of them. Password managers may fill it; this page keeps nothing. */
export function PinInput(props: {
  readonly id: string;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  readonly autoComplete: "current-password" | "new-password";
  readonly autoFocus?: boolean;
  readonly describedBy?: string;
  readonly invalid?: boolean;
}): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.autoFocus === true) input.current?.focus();
  }, [props.autoFocus]);
  return (
    <input
      ref={input}
      id={props.id}
      type="password"
      inputMode="numeric"
      autoComplete={props.autoComplete}
      value={props.value}
      maxLength={LONGEST}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid === true ? true : undefined}
      onChange={(event) => props.onChange(event.target.value.replaceAll(/\D/g, ""))}
      className="h-11 w-full rounded-6 border border-hair bg-bg px-3 text-center text-20 tracking-[0.35em] text-ink-1 outline-none focus:border-focus"
    />
  );
}

/** Whether these digits could be a PIN. */
export function couldBePin(digits: string): boolean {
  return digits.length >= SHORTEST && digits.length <= LONGEST;
}

/** Seconds until a wait ends, counted down; 0 when there is none. */
export function useCountdown(untilMs: number | null): number {
  return useSyncExternalStore(
    (changed) => {
      if (untilMs === null) return () => undefined;
      const timer = setInterval(changed, 250);
      return () => clearInterval(timer);
    },
    () => (untilMs === null ? 0 : Math.max(0, Math.ceil((untilMs - performance.now()) / 1_000))),
  );
}

/** Enters the PIN: the field, the button, and what is wrong. Calls `onIn` when it was right. */
export function PinForm(props: {
  readonly act: string;
  readonly onIn: () => void;
  readonly aside?: ReactNode;
}): ReactElement {
  const auth = useAuth();
  const [digits, setDigits] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [untilMs, setUntilMs] = useState<number | null>(null);
  const seconds = useCountdown(untilMs);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || seconds > 0 || !couldBePin(digits)) return;
    setBusy(true);
    const outcome = await auth.enter(digits);
    setBusy(false);
    if (outcome.kind !== "failed") setDigits("");
    if (outcome.kind === "in") props.onIn();
    if (outcome.kind === "wait") setUntilMs(performance.now() + outcome.waitMs);
    if (outcome.kind === "wrong") setProblem("This is not the PIN. Try again.");
    else setProblem(outcome.kind === "failed" ? outcome.sentence : null);
  };
  const said = seconds > 0 ? `Too many wrong PINs. Try again in ${seconds}\u202Fs.` : problem;
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" aria-label="PIN">
      <label htmlFor="pin" className="text-13 text-ink-2">
        PIN, 6 to 12 digits
      </label>
      <PinInput
        id="pin"
        value={digits}
        onChange={(next) => {
          setDigits(next);
          setProblem(null);
        }}
        autoComplete="current-password"
        autoFocus
        describedBy="pin-said"
        invalid={said !== null}
      />
      <p id="pin-said" role="alert" className="min-h-5 text-13 text-bad" data-testid="pin-said">
        {said}
      </p>
      <div className="flex justify-end gap-2">
        {props.aside}
        <Button
          type="submit"
          kind="main"
          className="h-9 px-4"
          disabled={busy || seconds > 0 || !couldBePin(digits)}
        >
          {props.act}
        </Button>
      </div>
    </form>
  );
}
