import type { SymbolAttention } from "@spotlight/contracts";
import { useEffect, useState } from "react";
import { useWorkspace } from "../workspace/context.tsx";

const ASK_EVERY_MS = 3_000;
const NOTHING: ReadonlyMap<string, SymbolAttention> = new Map();

/**
 * How much each watched symbol asks to be looked at, by symbol, a few seconds old at most; empty while that is not known.
 * A page that nobody sees does not ask.
 */
export function useAttention(): ReadonlyMap<string, SymbolAttention> {
  const { decisions } = useWorkspace();
  const [known, setKnown] = useState(NOTHING);
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      if (document.hidden) return;
      const symbols = await decisions.api.attention().then(
        (answer) => answer.symbols,
        () => [],
      );
      if (!left) setKnown(new Map(symbols.map((each) => [each.symbol, each])));
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [decisions]);
  return known;
}
