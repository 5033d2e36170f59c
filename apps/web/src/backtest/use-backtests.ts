import type { BacktestAnswer, BacktestBody, BacktestRun } from "@spotlight/contracts";
import { useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";
import type { Candidate } from "./run-form.tsx";

const LOOK_MS = 500;

function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "The server does not answer.";
}

function isOpen({ state }: Pick<BacktestRun, "state">): boolean {
  return state === "running" || state === "waiting";
}

/** What can be tested: the setups, one's own rules, and those to begin from. */
export function useCandidates(): readonly Candidate[] {
  const { decisions, rules } = useWorkspace();
  const [found, setFound] = useState<readonly Candidate[]>([]);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const [desk, own] = await Promise.all([decisions.api.desk(), rules.list()]);
      const setups = desk.strategies.filter(({ kind }) => kind === "setup");
      setFound([
        ...setups.map(({ id, name }): Candidate => ({ id, name, what: { kind: "setup", id } })),
        ...own.rules.map(({ id, name }): Candidate => ({ id, name, what: { kind: "rule", id } })),
      ]);
    };
    load().catch(() => undefined);
  }, [decisions, rules]);
  return found;
}

/** The tests, the one that is shown, and what is done with them. Asks again while one is under way. */
export function useBacktests() {
  const { backtests: api } = useWorkspace();
  const [runs, setRuns] = useState<readonly BacktestRun[] | null>(null);
  const [answer, setAnswer] = useState<BacktestAnswer | null>(null);
  // Another object asks again, also about the same test.
  const [asked, setAsked] = useState<{ readonly id: string | null }>({ id: null });
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const load = async (): Promise<void> => {
      try {
        const list = await api.list();
        const found = asked.id === null ? null : await api.find(asked.id);
        if (left) return;
        setRuns(list);
        setAnswer(found);
        if (list.some(isOpen)) timer = setTimeout(() => void load(), LOOK_MS);
      } catch (error) {
        if (!left) setFailure(sentenceOf(error));
      }
    };
    void load();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [api, asked]);
  const does = async (work: () => Promise<string | null>): Promise<void> => {
    try {
      const next = await work();
      setFailure(null);
      setAsked({ id: next });
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  const start = (body: BacktestBody): void => void does(() => api.start(body));
  const end = ({ id, state }: BacktestRun): void =>
    void does(async () => {
      await api.end(id);
      return isOpen({ state }) ? id : null;
    });
  const resume = ({ id }: BacktestRun): void =>
    void does(async () => {
      await api.resume(id);
      return id;
    });
  const shown = asked.id;
  const show = (id: string): void => setAsked({ id });
  const known = answer?.run.id === shown ? answer : null;
  return { api, runs, answer: known, shown, failure, show, start, end, resume };
}
