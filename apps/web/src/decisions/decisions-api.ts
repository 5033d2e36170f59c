import {
  type AttentionAnswer,
  type Callout,
  type CalloutsAnswer,
  type DeskAnswer,
  type DeskBody,
  type Feedback,
  type FillBody,
  type RiskAnswer,
  type RiskBody,
  type TakeBody,
  type TakenAnswer,
  type TradesAnswer,
  attentionAnswerSchema,
  calloutSchema,
  calloutsAnswerSchema,
  deskAnswerSchema,
  riskAnswerSchema,
  takenAnswerSchema,
  tradesAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** The routes of callouts, limits and trades. All methods reject with `ApiError`. */
export class DecisionsApi extends JsonApi {
  /** The callouts that were last heard of from a time on, epoch ms; the newest first. */
  callouts(fromMs: number): Promise<CalloutsAnswer> {
    return this.get(`/api/copilot/callouts?from=${Math.floor(fromMs)}&limit=200`, calloutsAnswerSchema);
  }

  async respond(id: string, action: "accept" | "reject" | "snooze", reason?: string): Promise<Callout> {
    const name = encodeURIComponent(id);
    const path = {
      accept: `/api/copilot/callouts/${name}/accept`,
      reject: `/api/copilot/callouts/${name}/reject`,
      snooze: `/api/copilot/callouts/${name}/snooze`,
    }[action];
    return validated(await this.send("POST", path, reason === undefined ? {} : { reason }), calloutSchema);
  }

  /** Accepts a callout and notes the fill that it was taken with, both or neither. */
  async take(id: string, body: TakeBody): Promise<TakenAnswer> {
    const path = `/api/copilot/callouts/${encodeURIComponent(id)}/take`;
    return validated(await this.send("POST", path, body), takenAnswerSchema);
  }

  async feedback(feedback: Feedback): Promise<void> {
    await this.send("POST", "/api/feedback", feedback);
  }

  desk(): Promise<DeskAnswer> {
    return this.get("/api/copilot/desk", deskAnswerSchema);
  }

  async changeDesk(body: DeskBody): Promise<DeskAnswer> {
    return validated(await this.send("PUT", "/api/copilot/desk", body), deskAnswerSchema);
  }

  attention(): Promise<AttentionAnswer> {
    return this.get("/api/copilot/attention", attentionAnswerSchema);
  }

  risk(): Promise<RiskAnswer> {
    return this.get("/api/risk", riskAnswerSchema);
  }

  async changeRisk(body: RiskBody): Promise<RiskAnswer> {
    return validated(await this.send("PUT", "/api/risk", body), riskAnswerSchema);
  }

  trades(fromMs: number): Promise<TradesAnswer> {
    return this.get(`/api/trades?from=${Math.floor(fromMs)}`, tradesAnswerSchema);
  }

  async addFill(fill: FillBody): Promise<TradesAnswer> {
    return validated(await this.send("POST", "/api/trades", fill), tradesAnswerSchema);
  }

  async removeFill(id: string): Promise<TradesAnswer> {
    return validated(await this.send("DELETE", `/api/trades/${encodeURIComponent(id)}`), tradesAnswerSchema);
  }
}
