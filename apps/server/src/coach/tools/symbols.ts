import { type CoachMarket, type LiveHands, type RunTool, type ToolContext, ToolRefused } from "../tool.ts";

export const listWatched: RunTool<"list_watched"> = (_input, { market: { engine } }) => {
  const { state, reason = null } = engine.state;
  return { data: { symbols: [...engine.symbols()], state, reason }, asOfMs: engine.nowMs };
};

export const watchSymbol: RunTool<"watch_symbol"> = async ({ symbol }, context) => {
  await hands(context).watch(symbol);
  return watched(context.market);
};

export const unwatchSymbol: RunTool<"unwatch_symbol"> = async ({ symbol }, context) => {
  if (!(await hands(context).unwatch(symbol)))
    throw new ToolRefused("not_watched", `${symbol} is not watched.`);
  return watched(context.market);
};

function watched({ engine }: CoachMarket) {
  return { data: { symbols: [...engine.symbols()] }, asOfMs: engine.nowMs };
}

/**
 * What acts on the live market.
 *
 * @throws {ToolRefused} in a replay.
 */
export function hands({ hands: live }: ToolContext): LiveHands {
  if (live === null)
    throw new ToolRefused("in_replay", "This day is over: in a replay nothing is changed. Leave it first.");
  return live;
}
