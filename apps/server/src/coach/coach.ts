import type { AskEvent, CoachModel, ExplainBody } from "@spotlight/contracts";
import { PROMPT_VERSION, secretOf, standingInstructions } from "@spotlight/coach";
import type { Logger } from "pino";
import type { Meter } from "../telemetry/meter.ts";
import type { ChatModel } from "../vendors/chat.ts";
import { ask } from "./ask.ts";
import { builtInCoach } from "./built-in.ts";
import type { Drafter, Question } from "./draft.ts";
import { explainer } from "./explain.ts";
import type { HeardStore } from "./heard-store.ts";
import { ModelCoach } from "./model/model-coach.ts";
import { TokenBudget } from "./model/token-budget.ts";
import type { CoachSettingsStore } from "./settings-store.ts";
import type { ToolContext } from "./tool.ts";
import type { Toolbox } from "./toolbox.ts";

/** What the coach is made of. */
export interface CoachParts {
  readonly toolbox: Toolbox;
  readonly settings: CoachSettingsStore;
  readonly heard: HeardStore;
  /** Null for the built-in coach alone. */
  readonly model: ChatModel | null;
  readonly tokensPerDay: number;
  /** Longest time for a whole answer of a model, ms. */
  readonly answerTimeoutMs: number;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly wallMs: () => number;
}

/** The coach of one person: answers questions with whoever writes, and says who that is. */
export class Coach {
  readonly settings: CoachSettingsStore;
  readonly heard: HeardStore;
  readonly #parts: CoachParts;
  readonly #budget: TokenBudget;

  constructor(parts: CoachParts) {
    this.#parts = parts;
    this.settings = parts.settings;
    this.heard = parts.heard;
    this.#budget = new TokenBudget(parts.tokensPerDay, parts.wallMs);
  }

  /** Answers; see {@link AskEvent}. Ends early when the signal says so. */
  ask(question: Question, context: ToolContext, signal: AbortSignal): AsyncGenerator<AskEvent> {
    return this.#answer(question, context, this.#drafter(), signal);
  }

  /** Explains a subject, without a model; `caller` is who asks. */
  explain({ subject, aspect }: ExplainBody, context: ToolContext, caller: string): AsyncGenerator<AskEvent> {
    const question = { text: "", focus: null, talk: [], caller };
    const drafter = explainer(subject, aspect, context.market);
    return this.#answer(question, context, drafter, new AbortController().signal);
  }

  #answer(
    question: Question,
    context: ToolContext,
    drafter: Drafter,
    signal: AbortSignal,
  ): AsyncGenerator<AskEvent> {
    const { toolbox, meter, logger } = this.#parts;
    const secret = secretOf(standingInstructions(this.settings.current));
    return ask(question, context, { toolbox, drafter, secret, meter, logger }, signal);
  }

  /** Who answers, and what is known of it. */
  describe(): CoachModel {
    const { model } = this.#parts;
    return {
      model: model?.name ?? null,
      trouble: model?.trouble ?? null,
      tokensToday: this.#budget.used,
      tokensPerDay: this.#budget.perDay,
      prompt: PROMPT_VERSION,
    };
  }

  #drafter(): Drafter {
    const { model, answerTimeoutMs, logger } = this.#parts;
    if (model === null) return builtInCoach;
    const settings = this.settings.current;
    return new ModelCoach({ model, budget: this.#budget, settings, timeoutMs: answerTimeoutMs, logger });
  }
}
