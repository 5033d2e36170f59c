import type { AdminSnapshot } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Shape, type StateShape, type StateTone } from "../ui/shape.tsx";
import { sourceText } from "../workspace/words.ts";
import { bytesText, durationText, momentText, spanText } from "./format.ts";
import { Figures, Tile } from "./tile.tsx";

const CHECKS: Readonly<Record<string, string>> = {
  config: "Settings",
  database: "Database",
  migrations: "Schema",
  history: "History",
  feed: "Feed",
  eventLoop: "Event loop",
  disk: "Disk",
  draining: "Takes readers",
};

function Readiness({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { ok, checks, reasons } = snapshot.readiness;
  return (
    <Tile
      title="Readiness"
      testId="tile-readiness"
      shape={ok ? "dot" : "cross"}
      tone={ok ? "good" : "bad"}
      word={ok ? "Ready" : "Not ready"}
    >
      <ul className="text-13">
        {Object.entries(checks).map(([name, holds]) => (
          <li key={name} className="py-0.5">
            <span className="flex items-center justify-between gap-4">
              <span className={holds ? "text-ink-2" : "text-ink-1"}>{CHECKS[name] ?? name}</span>
              <span className="flex items-center gap-2 text-ink-2">
                <span className={holds ? "sr-only" : ""}>{holds ? "holds" : "does not hold"}</span>
                <Shape shape={holds ? "dot" : "cross"} tone={holds ? "good" : "bad"} />
              </span>
            </span>
            {holds ? null : <span className="block text-12 text-ink-2">{reasons[name]}</span>}
          </li>
        ))}
      </ul>
    </Tile>
  );
}

type Market = NonNullable<AdminSnapshot["market"]>;

const FEED_LOOKS: Readonly<Record<Market["state"], readonly [StateShape, StateTone, string]>> = {
  starting: ["half", "quiet", "Starting"],
  live: ["dot", "good", "Live"],
  stale: ["triangle", "warn", "Quiet"],
  closed: ["square", "quiet", "Market closed"],
  ended: ["square", "quiet", "Ended"],
  down: ["cross", "bad", "Down"],
};

function Feed({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { market } = snapshot;
  const [shape, tone, word] = FEED_LOOKS[market?.state ?? "starting"];
  return (
    <Tile title="Feed" testId="tile-feed" shape={shape} tone={tone} word={word}>
      {market?.reason === null || market === null ? null : (
        <p className="text-13 text-ink-2">{market.reason}</p>
      )}
      <Figures
        rows={[
          ["Source", market === null ? "–" : sourceText(market.source)],
          ["Symbols", market === null ? "–" : market.symbols.map(({ symbol }) => symbol).join(" ")],
          ["Heard from", market === null ? "–" : `${spanText(market.silentMs)} ago`],
          ["Readers", snapshot.readers],
        ]}
      />
    </Tile>
  );
}

function Store({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { database, log, readiness, backups } = snapshot;
  const well = readiness.checks["database"] === true && (database?.problem ?? null) === null;
  const waiting = log?.waitingFacts ?? 0;
  const newest = backups?.[0];
  return (
    <Tile
      title="Database and log"
      testId="tile-store"
      shape={!well ? "cross" : waiting > 0 ? "half" : "dot"}
      tone={!well ? "bad" : waiting > 0 ? "warn" : "good"}
      word={!well ? "Away" : waiting > 0 ? "Catching up" : "Up to date"}
    >
      {database === null || database.problem === null ? null : (
        <p className="text-13 text-ink-2">{database.problem}</p>
      )}
      <Figures
        rows={[
          ["Kind", database === null ? "–" : database.kind === "embedded" ? "Embedded" : "PostgreSQL server"],
          ["Size", database?.sizeBytes === null || database === null ? "–" : bytesText(database.sizeBytes)],
          ["Newest fact", log?.head ?? "–"],
          [
            "Waiting facts",
            log === null ? "–" : `${waiting}${waiting > 0 ? ` for ${spanText(log.waitingMs)}` : ""}`,
          ],
          [
            "Newest backup",
            backups === null
              ? "–"
              : newest === undefined
                ? "none yet"
                : momentText(newest.writtenMs, snapshot.atMs),
          ],
        ]}
      />
    </Tile>
  );
}

function Process({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { process, eventLoop, memory, disk, readiness } = snapshot;
  const well = readiness.checks["eventLoop"] === true && readiness.checks["disk"] === true;
  return (
    <Tile
      title="Process"
      testId="tile-process"
      shape={well ? "dot" : "triangle"}
      tone={well ? "good" : "warn"}
      word={well ? "At ease" : "Strained"}
    >
      <Figures
        rows={[
          ["Up for", spanText(process.uptimeMs)],
          ["Event loop late, p99", durationText(eventLoop.p99Ms)],
          ["Memory", bytesText(memory["rss"] ?? 0)],
          [
            "Disk free",
            disk === null ? "–" : `${bytesText(disk.freeBytes)} of ${bytesText(disk.totalBytes)}`,
          ],
          ["Version", `${snapshot.version} on Node ${process.node.replace(/^v/, "")}`],
        ]}
      />
    </Tile>
  );
}

/** The state of the whole server in four cards. */
export function Tiles({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Readiness snapshot={snapshot} />
      <Feed snapshot={snapshot} />
      <Store snapshot={snapshot} />
      <Process snapshot={snapshot} />
    </div>
  );
}
