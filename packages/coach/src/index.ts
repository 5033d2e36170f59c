export { explainBar, explainRange } from "./explain/bars.ts";
export { explainSignal } from "./explain/signal.ts";
export { EvidenceList, type EvidenceOf } from "./evidence/evidence-list.ts";
export { addCallout, addReading, addRisk, addSignal, barOrigin } from "./evidence/stated.ts";
export { type Asked, type Intent, type ToolCall, callsFor, intentOf } from "./intents.ts";
export { proseOf, riskFirst } from "./prose.ts";
export { checkWords } from "./gate/check-words.ts";
export type { Ground, Problem, WordsVerdict } from "./gate/ground.ts";
export { SentenceGate, type GatedSentence } from "./gate/sentence-gate.ts";
export { sayAct } from "./model/acts.ts";
export { briefOf } from "./model/brief.ts";
export {
  type Moment,
  PROMPT_VERSION,
  instructionsFor,
  standingInstructions,
  voiceInstructions,
} from "./model/instructions.ts";
export { badManners, secretOf } from "./model/manners.ts";
export { sayTime, sayValue } from "./say.ts";
export { spokenForm } from "./spoken-form.ts";
export { sentencesOfTools } from "./verbatim.ts";
export { CoachWatch, type Happened } from "./unasked/watch.ts";
export { LIBRARY, type LibraryPage } from "./library/index.ts";
export { type DocumentPart, type Passage, passagesOf } from "./memory/passages.ts";
export { type Candidate, type Ranked, diverse, faded, fused } from "./memory/rank.ts";
export { GatedTurn, type TurnEvent, type TurnGround, factsOf } from "./turn/gated-turn.ts";
