import OpenAI from "openai";
import { z } from "zod";
import type { Meter } from "../../telemetry/meter.ts";
import type { Embedder } from "../embedder.ts";
import { Vendor, VendorFailure } from "../vendor.ts";
import { refused } from "./chat-endpoint.ts";

/** Where a model is that says what texts mean. */
export interface EmbeddingEndpointPlan {
  readonly model: string;
  /** Null for OpenAI's own. */
  readonly baseUrl: string | null;
  /** Null for an endpoint that asks for none, such as one on this machine. */
  readonly apiKey: string | null;
}

/** How long somebody waits for the meaning of a question, and how long texts may take that nobody waits for, ms. */
const QUESTION_MS = 700;
const KEPT_MS = 30_000;

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()).min(2) })),
});

/** Meanings from any endpoint that speaks OpenAI's embeddings. */
export class EmbeddingEndpoint implements Embedder {
  readonly model: string;
  readonly #client: OpenAI;
  readonly #vendors: Readonly<Record<"question" | "kept", Vendor>>;

  constructor({ model, baseUrl, apiKey }: EmbeddingEndpointPlan, meter: Meter) {
    this.model = model;
    this.#client = new OpenAI({
      apiKey: apiKey ?? "none",
      ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      maxRetries: 0,
      timeout: KEPT_MS,
      logLevel: "off",
    });
    const plan = {
      name: "the embedding model",
      retries: 0,
      firstWaitMs: 250,
      longestWaitMs: 4_000,
      breakAfter: 3,
      restMs: 5_000,
      longestRestMs: 60_000,
      atOnce: 4,
      waiting: 8,
    };
    this.#vendors = {
      question: new Vendor({ ...plan, timeoutMs: QUESTION_MS }, meter),
      kept: new Vendor({ ...plan, timeoutMs: KEPT_MS }, meter),
    };
  }

  async embed(texts: readonly string[], what: "question" | "kept"): Promise<readonly Float32Array[]> {
    return this.#vendors[what].ask(null, async (signal) => {
      const body = { model: this.model, input: [...texts], encoding_format: "float" as const };
      const answer: unknown = await refused(async () => this.#client.embeddings.create(body, { signal }));
      return vectorsOf(answer, texts.length);
    });
  }
}

function vectorsOf(answer: unknown, count: number): readonly Float32Array[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw wrong("in another form than that of embeddings");
  const found = new Map(parsed.data.data.map(({ index, embedding }) => [index, embedding]));
  const vectors = Array.from({ length: count }, (_, index) => unit(found.get(index) ?? []));
  const [first] = vectors;
  if (vectors.some(({ length }) => length !== first?.length))
    throw wrong("with vectors of different lengths");
  return vectors;
}

/** The vector at length 1. One that is missing, without a length or no number has no direction, and so says nothing. */
function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length < 1e-9) throw wrong("with a vector that says nothing");
  return Float32Array.from(values, (value) => value / length);
}

function wrong(how: string): VendorFailure {
  return new VendorFailure(`The embedding model answered ${how}.`, true);
}
