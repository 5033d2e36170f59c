import type { BacktestAnswer, BacktestBody, BacktestRun } from "@spotlight/contracts";
import { useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";
import type { Candidate } from "./run-form.tsx";

const LOOK_MS = 500;

function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "The server does not answer.";
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
  const [shown, setShown] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const again = (): void => setRound((before) => before + 1);
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        setRuns(await api.list());
        if (shown !== null) setAnswer(await api.find(shown));
      } catch (error) {
        setFailure(sentenceOf(error));
      }
    };
    void load();
  }, [api, shown, round]);
  const isOpen = runs?.some(({ state }) => state === "waiting" || state === "running") === true;
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(again, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOpen]);
  const does = async (work: () => Promise<string | null>): Promise<void> => {
    try {
      const next = await work();
      setFailure(null);
      setShown(next);
      again();
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  const start = (body: BacktestBody): void => void does(() => api.start(body));
  const end = ({ id, state }: BacktestRun): void =>
    void does(async () => {
      await api.end(id);
      return state === "running" || state === "waiting" ? id : null;
    });
  const resume = ({ id }: BacktestRun): void =>
    void does(async () => {
      await api.resume(id);
      return id;
    });
  const known = answer?.run.id === shown ? answer : null;
  return { api, runs, answer: known, shown, failure, show: setShown, start, end, resume };
}
