import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer as OtelTracer,
  defaultTextMapGetter,
  trace,
} from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { OpenSpan, SpanAttributes, Tracer } from "./tracer.ts";

const EXPORT_TIMEOUT_MS = 5_000;
const EXPORT_EVERY_MS = 1_000;
const CLOSE_TIMEOUT_MS = 2_000;

/** Where traces go, and who is told of trouble on the way. */
export interface OtlpTarget {
  /** The collector's base address; `/v1/traces` is added. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  /** Told when the collector begins to refuse, and with null when it takes traces again. */
  readonly trouble: (error: Error | null) => void;
}

/** Sends spans to an OTLP collector over HTTP. A collector that is away costs traces and nothing else. */
export class OtlpTracer implements Tracer {
  readonly #provider: TracerProvider;
  readonly #tracer: OtelTracer;
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #propagator = new W3CTraceContextPropagator();

  constructor({ endpoint, headers, serviceName, version, trouble }: OtlpTarget) {
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": serviceName, "service.version": version }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: new WatchedExporter(exporter, trouble),
          scheduledDelayMillis: EXPORT_EVERY_MS,
          exportTimeoutMillis: EXPORT_TIMEOUT_MS,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer(serviceName, version);
  }

  open(name: string, attributes: SpanAttributes, traceparent?: string): OpenSpan {
    const parent = this.#parent(traceparent);
    const kind = parent === ROOT_CONTEXT || traceparent !== undefined ? SpanKind.SERVER : SpanKind.INTERNAL;
    const span = this.#tracer.startSpan(name, { attributes, kind }, parent);
    const context = trace.setSpan(parent, span);
    return {
      run: (work) => this.#current.run(context, work),
      end: (more, error) => {
        if (more !== undefined) span.setAttributes(more);
        if (error !== undefined) {
          span.recordException(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        }
        span.end();
      },
    };
  }

  async close(): Promise<void> {
    const patience = new Promise<void>((given) => {
      setTimeout(given, CLOSE_TIMEOUT_MS).unref();
    });
    await Promise.race([this.#provider.shutdown().catch(() => undefined), patience]);
  }

  #parent(traceparent: string | undefined): Context {
    if (traceparent === undefined) return this.#current.getStore() ?? ROOT_CONTEXT;
    return this.#propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
  }
}

/** An exporter that tells of the change between working and failing, once each. */
class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #trouble: (error: Error | null) => void;
  #failing = false;

  constructor(exporter: SpanExporter, trouble: (error: Error | null) => void) {
    this.#exporter = exporter;
    this.#trouble = trouble;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      const failed = result.code === ExportResultCode.FAILED;
      if (failed !== this.#failing) this.#trouble(failed ? (result.error ?? new Error("refused")) : null);
      this.#failing = failed;
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }
}
