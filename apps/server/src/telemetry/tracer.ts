/** What a span says of its work. Names follow OpenTelemetry's conventions. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Work that is being watched. */
export interface OpenSpan {
  /** Runs something as a part of the work: spans that are opened meanwhile become its children. */
  run<Result>(work: () => Result): Result;
  /** Ends the span; `error` is what made the work fail. */
  end(attributes?: SpanAttributes, error?: Error): void;
}

/** Follows work through the process, when somebody collects traces. */
export interface Tracer {
  /** Opens a span. `traceparent` is the caller's, from the header of that name; without it the current span is the parent. */
  open(name: string, attributes: SpanAttributes, traceparent?: string): OpenSpan;
  /** Sends what is not sent yet and stops; waits a moment at most. */
  close(): Promise<void>;
}

const NO_SPAN: OpenSpan = { run: (work) => work(), end: () => undefined };

/** Follows nothing: what there is without a collector. */
export const NO_TRACES: Tracer = { open: () => NO_SPAN, close: async () => undefined };

/** Runs work inside a span of its own. */
export async function traced<Result>(
  tracer: Tracer,
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<Result>,
): Promise<Result> {
  const span = tracer.open(name, attributes);
  try {
    const result = await span.run(work);
    span.end();
    return result;
  } catch (error) {
    span.end({}, error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
