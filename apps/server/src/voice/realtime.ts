import OpenAI from "openai";
import type { ClientSecretCreateParams } from "openai/resources/realtime/client-secrets";
import type { Meter } from "../telemetry/meter.ts";
import { retirementOf } from "../vendors/openai/retirements.ts";
import { Vendor, VendorFailure } from "../vendors/vendor.ts";

/** How long a secret may open a session, seconds: the page uses it at once. */
const SECRET_SECONDS = 60;
const TIMEOUT_MS = 8_000;

/** Where the realtime model is, and with which key. */
export interface RealtimePlace {
  readonly apiKey: string;
  /** Null is OpenAI's own. */
  readonly baseUrl: string | null;
  /** Where browsers send their offers. */
  readonly callsUrl: string;
  readonly model: string;
  readonly transcriptionModel: string;
}

/** A secret for one browser, and when it can open no session any more, epoch ms. */
export interface ClientSecret {
  readonly value: string;
  readonly expiresMs: number;
}

/** Mints short-lived secrets for realtime sessions, so that the key itself never leaves the server. */
export class RealtimeSecrets {
  readonly place: RealtimePlace;
  readonly #client: OpenAI;
  readonly #vendor: Vendor;

  constructor(place: RealtimePlace, meter: Meter) {
    this.place = place;
    this.#client = new OpenAI({
      apiKey: place.apiKey,
      baseURL: place.baseUrl,
      maxRetries: 0,
      timeout: TIMEOUT_MS,
    });
    const plan = {
      name: "OpenAI realtime",
      timeoutMs: TIMEOUT_MS,
      retries: 1,
      firstWaitMs: 250,
      longestWaitMs: 2_000,
      breakAfter: 5,
      restMs: 5_000,
      longestRestMs: 60_000,
      atOnce: 2,
      waiting: 4,
    };
    this.#vendor = new Vendor(plan, meter);
  }

  /** What is known of the end of the models that it uses, in a sentence; null when nothing is. */
  trouble(nowMs: number): string | null {
    const { model, transcriptionModel } = this.place;
    return retirementOf(model, nowMs) ?? retirementOf(transcriptionModel, nowMs);
  }

  /**
   * A secret for a session.
   *
   * @throws {VendorFailure} whose sentence says why there is none.
   */
  async mint(session: NonNullable<ClientSecretCreateParams["session"]>): Promise<ClientSecret> {
    const body = { expires_after: { anchor: "created_at" as const, seconds: SECRET_SECONDS }, session };
    const { value, expires_at } = await this.#vendor.ask(null, async (signal) => {
      try {
        return await this.#client.realtime.clientSecrets.create(body, { signal });
      } catch (error) {
        throw explained(error);
      }
    });
    return { value, expiresMs: expires_at * 1_000 };
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof OpenAI.APIError) || error.status === undefined) return error;
  const { status } = error as { status: number };
  if (status === 401 || status === 403)
    return new VendorFailure("The voice service refuses OPENAI_API_KEY. Check it.", false, null, error);
  if (status === 404)
    return new VendorFailure(
      "The voice service does not know OPENAI_REALTIME_MODEL. Set one that it has.",
      false,
      null,
      error,
    );
  if (status === 429)
    return new VendorFailure("The voice service has no room now. Try again in a minute.", true, null, error);
  return new VendorFailure(`The voice service answered ${status}.`, status >= 500, null, error);
}
