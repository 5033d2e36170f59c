import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useAuthFact } from "../access/use-auth.ts";
import { Page } from "../settings/page.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { FlagsSection } from "./flags-section.tsx";
import { spanText } from "./format.ts";
import { Levers } from "./levers.tsx";
import { Logins, Readers } from "./people.tsx";
import { Audit, SlowStatements, TroubleLines } from "./records.tsx";
import { Tiles } from "./tiles.tsx";
import { type SnapshotState, useSnapshot } from "./use-snapshot.ts";

/** Figures older than this are old, and look it, ms. */
const OLD_MS = 6_000;

const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });

/** What whoever runs the server sees and does. */
export default function AdminPage(): ReactElement {
  return (
    <QueryClientProvider client={queries}>
      <Administration />
    </QueryClientProvider>
  );
}

function Administration(): ReactElement {
  const state = useSnapshot();
  const { snapshot, failure, refresh } = state;
  const [question, setQuestion] = useState<Question | null>(null);
  // A question holds the focus, which the login needs while there is none; it comes back after it.
  const open = useAuthFact((auth) => auth.phase === "open");
  return (
    <Page title="Server" wide aside={<Age {...state} />}>
      {failure === null ? null : (
        <Failure failure={failure} hasFigures={snapshot !== null} refresh={refresh} />
      )}
      {snapshot === null ? (
        failure === null ? (
          <Skeleton />
        ) : null
      ) : (
        <>
          <Tiles snapshot={snapshot} />
          <div className="grid grid-cols-1 items-start gap-x-6 gap-y-6 xl:grid-cols-[2fr_3fr]">
            <Levers snapshot={snapshot} ask={setQuestion} />
            <FlagsSection snapshot={snapshot} ask={setQuestion} />
          </div>
          <Logins snapshot={snapshot} ask={setQuestion} />
          <Readers snapshot={snapshot} />
          <SlowStatements snapshot={snapshot} />
          <TroubleLines snapshot={snapshot} />
          <Audit snapshot={snapshot} />
        </>
      )}
      {question === null || !open ? null : (
        <Confirm
          question={question}
          onClose={() => {
            setQuestion(null);
            refresh();
          }}
        />
      )}
    </Page>
  );
}

function Age({ snapshot, ageMs }: SnapshotState): ReactElement | null {
  if (snapshot === null) return null;
  return (
    <span className={`text-12 ${ageMs > OLD_MS ? "text-warn" : "text-ink-2"}`} data-testid="age">
      {ageMs > OLD_MS ? `Figures of ${spanText(ageMs)} ago` : "Now"}
    </span>
  );
}

function Failure(props: {
  readonly failure: string;
  readonly hasFigures: boolean;
  readonly refresh: () => void;
}): ReactElement {
  return (
    <div
      role="alert"
      className="flex items-center justify-between gap-4 rounded-6 border border-hair bg-raised-1 px-4 py-3"
      data-testid="admin-failure"
    >
      <p className="text-13">
        {props.failure} {props.hasFigures ? "What you see is the last that is known." : ""}
      </p>
      <Button onClick={props.refresh}>Ask again</Button>
    </div>
  );
}

/** Of the size that the tiles will have, so that nothing moves when they come. */
function Skeleton(): ReactElement {
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4" data-testid="admin-skeleton">
      {["readiness", "feed", "store", "process"].map((name) => (
        <div key={name} className="waits h-[262px] rounded-6 border border-hair bg-raised-1" />
      ))}
    </div>
  );
}
