import type { RiskProposal, RiskReason, RiskState, Verdict } from "@spotlight/contracts";
import { riskPerTrade } from "./tightest.ts";
import { inDollars, inNumbers } from "./words.ts";

type VerdictReason = Verdict["reasons"][number];

/** What the day says, and the symbols with an open position: adding to one opens no further. */
export interface VerdictView {
  readonly state: RiskState;
  readonly openSymbols: readonly string[];
}

function veto(...reasons: VerdictReason[]): Verdict {
  return { allow: false, shares: 0, riskDollars: null, reasons };
}

function brief({ code, text }: RiskReason): VerdictReason {
  return { code, text };
}

/** Why a proposal is not let through whatever its size; empty when nothing speaks against it. */
function objections(
  { symbol, direction, entry, stop, grade }: RiskProposal,
  view: VerdictView,
): VerdictReason[] {
  const { state, openSymbols } = view;
  if (direction === "long" ? stop >= entry : stop <= entry)
    return [
      {
        code: "stop_side",
        text: `The stop of a ${direction} lies ${direction === "long" ? "below" : "above"} its entry. Move it.`,
      },
    ];
  if (state.light === "RED") return state.reasons.filter((each) => each.untilMs !== null).map(brief);
  const full = state.reasons.find((each) => each.code === "open_positions");
  if (full !== undefined && !openSymbols.includes(symbol)) return [brief(full)];
  const afterLosses = state.reasons.some((each) => each.code === "losses_today");
  const onlyA = afterLosses || (state.light === "YELLOW" && state.profile.gradeAOnlyWhenYellow);
  if (onlyA && grade !== "A")
    return [
      { code: "grade", text: `Grade A only for now; this is ${grade ?? "ungraded"}.` },
      ...state.reasons.filter((each) => each.code !== "missing").map(brief),
    ];
  if (state.nextRiskR <= 1e-6)
    return [
      {
        code: "too_small",
        text: "Open positions already use what the day may still lose. Close or tighten one first.",
      },
    ];
  return [];
}

/**
 * Lets a proposal through, shrinks it, or vetoes it, with the reasons. Shares are whole; they are 0 without a veto when
 * the profile does not say what a trade may risk, and a reason says what is missing.
 */
export function judge(proposal: RiskProposal, view: VerdictView): Verdict {
  const against = objections(proposal, view);
  if (against.length > 0) return veto(...against);
  const { profile, nextRiskDollars, reasons } = view.state;
  const notes = reasons.filter((each) => each.code === "missing").map(brief);
  if (nextRiskDollars === null) return { allow: true, shares: 0, riskDollars: null, reasons: notes };
  const perShare = Math.abs(proposal.entry - proposal.stop);
  const wanted = Math.floor((riskPerTrade(profile) ?? nextRiskDollars) / perShare + 1e-9);
  const shares = Math.min(
    Math.floor(nextRiskDollars / perShare + 1e-9),
    profile.maxShares ?? Number.POSITIVE_INFINITY,
    Math.floor((profile.maxNotionalDollars ?? Number.POSITIVE_INFINITY) / proposal.entry + 1e-9),
  );
  if (shares < 1)
    return veto({
      code: "too_small",
      text: `One share risks ${inDollars(perShare)}, more than ${inDollars(nextRiskDollars)} that is left for it.`,
    });
  const riskDollars = shares * perShare;
  if (shares < wanted)
    notes.push({
      code: "reduced",
      text: `${inNumbers(shares)} shares in place of ${inNumbers(wanted)}: limits leave no more.`,
    });
  return { allow: true, shares, riskDollars, reasons: notes };
}
