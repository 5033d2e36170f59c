import type { ToolName } from "@spotlight/contracts";
import type { RunTool } from "../tool.ts";
import {
  evaluateRules,
  generateTradePlan,
  getActiveRules,
  getRecentCallouts,
  getRecentSignals,
  proposeCallout,
  proposeEntryExit,
  respondToCallout,
} from "./decisions.ts";
import { getMemory, searchGlossary, searchPlaybook } from "./memory.ts";
import { getRecentJournal, logJournalEvent } from "./journal.ts";
import {
  getChartSnapshot,
  getLastEma,
  getLastPrice,
  getLastVwap,
  getMarketRegime,
  subscribeMarketStream,
} from "./market.ts";
import { getPatternSummary, getRecommendedRiskBox, summarizeSession } from "./risk.ts";
import { mute, setVoice, speak, unmute } from "./voice.ts";
import { listWatched, unwatchSymbol, watchSymbol } from "./symbols.ts";

/** How each tool finds its answer. */
export const RUNS: { readonly [Name in ToolName]: RunTool<Name> } = {
  get_last_price: getLastPrice,
  get_last_vwap: getLastVwap,
  get_last_ema: getLastEma,
  get_market_regime: getMarketRegime,
  get_chart_snapshot: getChartSnapshot,
  subscribe_market_stream: subscribeMarketStream,
  get_active_rules: getActiveRules,
  evaluate_rules: evaluateRules,
  get_recent_signals: getRecentSignals,
  get_recent_callouts: getRecentCallouts,
  propose_callout: proposeCallout,
  propose_entry_exit: proposeEntryExit,
  respond_to_callout: respondToCallout,
  get_pattern_summary: getPatternSummary,
  get_recommended_risk_box: getRecommendedRiskBox,
  generate_trade_plan: generateTradePlan,
  summarize_session: summarizeSession,
  log_journal_event: logJournalEvent,
  get_recent_journal: getRecentJournal,
  search_playbook: searchPlaybook,
  search_glossary: searchGlossary,
  get_memory: getMemory,
  list_watched: listWatched,
  watch_symbol: watchSymbol,
  unwatch_symbol: unwatchSymbol,
  set_voice: setVoice,
  speak,
  mute,
  unmute,
};
