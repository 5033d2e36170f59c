import type { Bar, Revision } from "@spotlight/contracts";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { MarketApi } from "../stream/index.ts";
import { CAUSE_TEXT, changedFigures } from "./revision-text.ts";
import { clockText, clockTextWithSeconds } from "./time.ts";

const SHOWN = 8;

function Entry({
  revision,
  minute,
}: {
  readonly revision: Revision;
  readonly minute: boolean;
}): ReactElement {
  return (
    <li className="flex flex-col">
      <span className="flex justify-between gap-4">
        <span className="text-ink-1">
          {CAUSE_TEXT[revision.cause]}
          {minute ? <span className="text-ink-2"> · {clockText(revision.after.bar_start)}</span> : null}
        </span>
        <span className="text-ink-2">{clockTextWithSeconds(revision.learnedMs)}</span>
      </span>
      <span className="text-ink-2">{changedFigures(revision).join(", ")}</span>
    </li>
  );
}

/** Place and subject of a {@link RevisionCard}. */
interface RevisionCardProps {
  readonly api: MarketApi;
  readonly bar: Bar;
  /** Place of the bar and width of the chart, in CSS pixels. */
  readonly x: number;
  readonly width: number;
}

/** Answers stay for as long as the page, so that a bar that was pointed at once is told of at once. */
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1 } } });

/** The history of a bar that changed after it closed, beside the crosshair. */
export default function RevisionCard(props: RevisionCardProps): ReactElement {
  return (
    <QueryClientProvider client={queries}>
      <Card {...props} />
    </QueryClientProvider>
  );
}

function Card(props: RevisionCardProps): ReactElement | null {
  const { api, bar } = props;
  const { data } = useQuery({
    queryKey: ["revisions", bar.symbol, bar.timeframe, bar.seq, bar.rev],
    queryFn: ({ signal }) =>
      api.revisions({ symbol: bar.symbol, from: bar.bar_start, to: bar.bar_end }, signal),
    staleTime: 30_000,
  });
  if (data === undefined || data.revisions.length === 0) return null;
  const entries = data.revisions.slice(-SHOWN);
  const hidden = data.revisions.length - entries.length;
  const left = props.x > props.width / 2 ? Math.max(8, props.x - 276) : props.x + 16;
  return (
    <aside
      className="appears pointer-events-none absolute top-14 z-10 w-65 rounded-6 border border-hair bg-raised-2 p-3 text-12 shadow-one"
      style={{ left }}
      data-testid="revision-card"
    >
      <p className="pb-1 font-medium text-ink-1">How this bar changed</p>
      <ol className="flex flex-col gap-1.5">
        {entries.map((revision) => (
          <Entry key={revision.cursor} revision={revision} minute={bar.timeframe !== "1m"} />
        ))}
      </ol>
      {hidden > 0 ? <p className="pt-1.5 text-ink-2">and {hidden} earlier</p> : null}
    </aside>
  );
}
