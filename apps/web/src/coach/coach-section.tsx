import {
  type FormEvent,
  Fragment,
  type ReactElement,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useSyncExternalStore,
} from "react";
import { QUESTION_MAX } from "@spotlight/contracts";
import { Section } from "../ui/section.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import { Answer } from "./answer.tsx";
import type { Received } from "./coach-inbox.ts";
import type { Turn } from "./coach-session.ts";
import { Message } from "./message.tsx";
import { QUESTION_FIELD } from "./question-field.ts";

/** Where a first question is suggested. */
const FIRST = "Any setup?";

function useTurns(): readonly Turn[] {
  const { coach } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => coach.changes.on(changed), [coach]);
  return useSyncExternalStore(subscribe, () => coach.turns);
}

function useReceived(): readonly Received[] {
  const { inbox } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => inbox.changes.on(changed), [inbox]);
  return useSyncExternalStore(subscribe, () => inbox.received);
}

/** The turns of the talk with what came unasked between them. */
function Talk({ turns }: { readonly turns: readonly Turn[] }): ReactElement {
  const received = useReceived();
  const oldest = turns[0]?.id ?? 0;
  const after = (id: number): ReactElement[] =>
    received
      .filter((one) => (id === 0 ? one.after < oldest || oldest === 0 : one.after === id))
      .map(({ message }) => <Message key={message.id} message={message} />);
  return (
    <>
      {after(0)}
      {turns.map((turn) => (
        <Fragment key={turn.id}>
          <Answer turn={turn} />
          {after(turn.id)}
        </Fragment>
      ))}
    </>
  );
}

function Empty(): ReactElement {
  const { coach } = useWorkspace();
  const symbol = useDesk((desk) => desk.symbol);
  return (
    <p className="text-ink-2">
      Every number that the coach says can be asked where it comes from.{" "}
      <button type="button" className="text-ink-1 underline" onClick={() => void coach.ask(FIRST, symbol)}>
        Ask “{FIRST}”
      </button>
    </p>
  );
}

/** The coach: a question, and what it can prove. The voice stands beside its title and below its field. */
export function CoachSection(props: {
  readonly presence: ReactNode;
  readonly notes: ReactNode;
}): ReactElement {
  const { coach, inbox } = useWorkspace();
  const symbol = useDesk((desk) => desk.symbol);
  const turns = useTurns();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const toTheEnd = (): void =>
      void requestAnimationFrame(() => list.current?.scrollTo({ top: list.current.scrollHeight }));
    const leave = [coach.changes.on(toTheEnd), inbox.changes.on(toTheEnd)];
    return () => {
      for (const off of leave) off();
    };
  }, [coach, inbox]);
  const ask = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form).get("question");
    const question = typeof typed === "string" ? typed.trim() : "";
    if (question === "") return;
    form.reset();
    void coach.ask(question, symbol);
  };
  return (
    <Section title="Coach" aside={props.presence}>
      <ol ref={list} className="scrolls max-h-72" aria-live="polite" data-testid="talk">
        <Talk turns={turns} />
      </ol>
      {turns.length === 0 ? <Empty /> : null}
      <form onSubmit={ask} className="pt-1.5">
        <input
          id={QUESTION_FIELD}
          name="question"
          aria-label="Question to the coach"
          autoComplete="off"
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          maxLength={QUESTION_MAX}
          placeholder={symbol === null ? "Ask the coach" : `Ask about ${symbol}`}
          className="h-7 w-full rounded-6 border border-hair bg-raised-1 px-2 text-13 placeholder:text-ink-2"
        />
      </form>
      {props.notes}
    </Section>
  );
}
