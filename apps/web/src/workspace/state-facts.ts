import { useSecond, useConnection, useFact, useWorkspace } from "./context.tsx";
import { type StateWords, describeState } from "./words.ts";

/** The state in words, again at least every second while its sentence tells a time. */
export function useStateWords(): StateWords {
  const { market } = useWorkspace();
  useSecond();
  const connection = useConnection();
  const status = useFact((session) => session.status);
  const ages = { dataAgeMs: market.dataAgeMs(), retryInMs: market.retryInMs() };
  return describeState({ connection, market: status, ...ages });
}
