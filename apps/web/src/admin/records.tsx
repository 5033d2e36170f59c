import type { AdminSnapshot, AuditEntry, AuditVerdict } from "@spotlight/contracts";
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Shape } from "../ui/shape.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { durationText, momentText } from "./format.ts";
import { Section, Table } from "./tile.tsx";

const AUDIT_PAGE = 20;

/** The statements that kept the database longest within the last hour. */
export function SlowStatements({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  return (
    <Section title="Slowest statements of the last hour" testId="slow">
      <Table
        head={["Statement", "Slowest", "Mean", "Calls"]}
        empty="The database was asked nothing in the last hour."
        rows={(snapshot.database?.slowest ?? []).slice(0, 8).map((query) => ({
          key: query.statement,
          cells: [
            <span
              key="text"
              className="block max-w-[640px] truncate font-mono text-12"
              title={query.statement}
            >
              {query.statement}
            </span>,
            durationText(query.slowestMs),
            durationText(query.meanMs),
            query.calls,
          ],
        }))}
      />
    </Section>
  );
}

/** The newest lines of the log that told of trouble. */
export function TroubleLines({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  return (
    <Section title="Trouble in the log" testId="trouble">
      <Table
        head={["When", "Level", "What", "Why"]}
        empty="No warning and no error since the server started."
        rows={snapshot.trouble
          .slice(-10)
          .toReversed()
          .map((line, index) => ({
            key: `${line.atMs} ${index}`,
            cells: [
              momentText(line.atMs, snapshot.atMs),
              <span key="level" className={line.level === "warn" ? "text-warn" : "text-bad"}>
                {line.level}
              </span>,
              line.message,
              <span
                key="why"
                className="block max-w-[480px] truncate text-ink-2"
                title={line.error ?? undefined}
              >
                {line.error ?? "–"}
              </span>,
            ],
          }))}
      />
    </Section>
  );
}

const ACTIONS: Readonly<Record<AuditEntry["action"], string>> = {
  login: "Logged in",
  login_failed: "Wrong PIN",
  logout: "Logged out",
  session_revoked: "Login ended",
  pin_chosen: "PIN chosen",
  pin_reset: "PIN reset",
  flag_changed: "Flag changed",
  risk_changed: "Limits changed",
  log_level_changed: "Log level changed",
  drain: "Drained, or not any more",
  feed_reconnect: "Feed connected again",
  streams_reconnect: "Readers connected again",
  backup: "Backup",
  restore: "Restore",
  export: "Export",
  import: "Import",
  token_made: "Token for a program made",
  token_revoked: "Token for a program revoked",
};

function detailsText(details: AuditEntry["details"]): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}

function Chain(props: {
  readonly verdict: AuditVerdict | undefined;
  readonly failure: string | null;
}): ReactElement {
  const { verdict, failure } = props;
  return (
    <span className="flex items-center gap-2 text-12 text-ink-2" data-testid="chain">
      {verdict === undefined ? (
        (failure ?? "Checking the chain")
      ) : verdict.intact ? (
        <>
          <Shape shape="dot" tone="good" />
          Chain intact, {verdict.entries} lines
        </>
      ) : (
        <>
          <Shape shape="cross" tone="bad" />
          Chain broken at line {verdict.brokenAt}: lines were changed or taken out
        </>
      )}
    </span>
  );
}

function auditRow(
  entry: AuditEntry,
  nowMs: number,
): { readonly key: string; readonly cells: readonly ReactNode[] } {
  return {
    key: String(entry.sequence),
    cells: [
      <span key="line" className="text-ink-2">
        {entry.sequence}
      </span>,
      momentText(entry.atMs, nowMs),
      ACTIONS[entry.action],
      <span key="details" className="block max-w-[420px] truncate text-ink-2">
        {detailsText(entry.details)}
      </span>,
      entry.address ?? "command line",
    ],
  };
}

/** The audit log, newest first, with whether its chain is intact. */
export function Audit({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { admin } = useWorkspace();
  const [pages, setPages] = useState<readonly (number | null)[]>([null]);
  const before = pages.at(-1) ?? null;
  const newest = snapshot.audit?.[0]?.sequence ?? 0;
  const { data, error } = useQuery({
    queryKey: ["audit", before, before === null ? newest : 0],
    queryFn: ({ signal }) => admin.audit(before, AUDIT_PAGE, signal),
    placeholderData: (former) => former,
  });
  const failure = error?.message ?? null;
  const oldest = data?.entries.at(-1)?.sequence ?? 1;
  return (
    <Section title="Audit log" testId="audit" aside={<Chain verdict={data?.verdict} failure={failure} />}>
      <Table
        head={["Line", "When", "What", "Details", "From"]}
        empty={failure ?? (data === undefined ? "Loading the audit log." : "Nothing has been noted yet.")}
        rows={(data?.entries ?? []).map((entry) => auditRow(entry, snapshot.atMs))}
      />
      <div className="flex justify-end gap-2">
        <Button disabled={pages.length === 1} onClick={() => setPages(pages.slice(0, -1))}>
          Newer
        </Button>
        <Button disabled={oldest <= 1} onClick={() => setPages([...pages, oldest])}>
          Older
        </Button>
      </div>
    </Section>
  );
}
