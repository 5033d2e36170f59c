import {
  type CoachSettings,
  type CoachSettingsAnswer,
  type TokenBody,
  type TokenMade,
  type TokensAnswer,
  coachSettingsAnswerSchema,
  tokenMadeSchema,
  tokensAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** How the coach speaks, and which programs may ask its tools. All methods reject with `ApiError`. */
export class CoachSettingsApi extends JsonApi {
  /** Over when the last change of a part is. */
  #merged: Promise<unknown> = Promise.resolve();

  settings(signal?: AbortSignal): Promise<CoachSettingsAnswer> {
    return this.get("/api/coach/settings", coachSettingsAnswerSchema, signal);
  }

  async change(settings: CoachSettings): Promise<CoachSettingsAnswer> {
    return validated(await this.send("PUT", "/api/coach/settings", settings), coachSettingsAnswerSchema);
  }

  /** Changes a part of the settings, on top of what is stored once earlier changes of parts are over. */
  async merge(part: Partial<CoachSettings>): Promise<CoachSettingsAnswer> {
    const before = this.#merged;
    const merging = (async () => {
      await before;
      const { settings } = await this.settings();
      return this.change({ ...settings, ...part });
    })();
    // Whether it failed is told to who asked for it; the next one begins either way.
    this.#merged = merging.catch(() => undefined);
    return merging;
  }

  tokens(signal?: AbortSignal): Promise<TokensAnswer> {
    return this.get("/api/access/tokens", tokensAnswerSchema, signal);
  }

  /** Makes a token; what comes back is the only time that it is told. */
  async makeToken(body: TokenBody): Promise<TokenMade> {
    return validated(await this.send("POST", "/api/access/tokens", body), tokenMadeSchema);
  }

  async revokeToken(id: string): Promise<void> {
    await this.send("DELETE", `/api/access/tokens/${encodeURIComponent(id)}`);
  }
}
