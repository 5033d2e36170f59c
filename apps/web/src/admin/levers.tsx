import { type AdminSnapshot, LOG_LEVELS, logLevelSchema } from "@spotlight/contracts";
import type { ReactElement, ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import type { Question } from "../ui/confirm.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { Section } from "./tile.tsx";

/** Asks a question before something is done. */
export type Ask = (question: Question) => void;

/** The subject and verb of a sentence about all readers. */
function readersText(count: number): string {
  if (count === 1) return "The one reader is";
  return count === 0 ? "Nobody reads now. Readers that come are" : `All ${count} readers are`;
}

function Lever(props: {
  readonly name: string;
  readonly says: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <li className="flex min-h-12 items-center justify-between gap-6 border-b border-hair px-4 py-2 last:border-b-0">
      <span>
        <span className="block">{props.name}</span>
        <span className="block text-12 text-ink-2">{props.says}</span>
      </span>
      {props.children}
    </li>
  );
}

function LogLevel({ snapshot, ask }: { readonly snapshot: AdminSnapshot; readonly ask: Ask }): ReactElement {
  const { admin } = useWorkspace();
  return (
    <Lever name="Log level" says="How much the server writes, from now until it is started again.">
      <select
        aria-label="Log level"
        value={snapshot.logLevel}
        className="h-7 rounded-6 border border-hair bg-bg px-2"
        onChange={(event) => {
          const level = logLevelSchema.parse(event.target.value);
          ask({
            title: `Log at ${level}`,
            body: `The log goes from ${snapshot.logLevel} to ${level} at once. At trace and debug every request leaves a line.`,
            act: `Log at ${level}`,
            kind: "main",
            run: () => admin.setLogLevel(level),
          });
        }}
      >
        {LOG_LEVELS.map((level) => (
          <option key={level}>{level}</option>
        ))}
      </select>
    </Lever>
  );
}

function Draining({ snapshot, ask }: { readonly snapshot: AdminSnapshot; readonly ask: Ask }): ReactElement {
  const { admin } = useWorkspace();
  const drained = snapshot.serving === "drained";
  const says = drained
    ? "The server takes no readers and says that it is not ready."
    : "Sends every reader away and takes no new ones, before maintenance.";
  const question: Question = drained
    ? {
        title: "Take readers again",
        body: "The server is ready again, and readers that come back go on where they were.",
        act: "Take readers again",
        kind: "main",
        run: () => admin.setDrained(false),
      }
    : {
        title: "Drain this server",
        body: `${readersText(snapshot.readers)} sent away, this page's chart too, and none is taken until you say so. Nothing is lost.`,
        act: "Drain",
        kind: "danger",
        run: () => admin.setDrained(true),
      };
  return (
    <Lever name={drained ? "Drained" : "Drain"} says={says}>
      <Button kind={drained ? "main" : "danger"} onClick={() => ask(question)} data-testid="drain">
        {drained ? "Take readers again" : "Drain"}
      </Button>
    </Lever>
  );
}

/** What can be done to the running server. */
export function Levers(props: { readonly snapshot: AdminSnapshot; readonly ask: Ask }): ReactElement {
  const { snapshot, ask } = props;
  const { admin } = useWorkspace();
  return (
    <Section title="Controls" testId="levers">
      <ul className="rounded-6 border border-hair text-13">
        <LogLevel {...props} />
        <Lever name="Feed" says="Ends the feed's connection and begins another at once. No bar is lost.">
          <Button
            data-testid="reconnect-feed"
            disabled={snapshot.market === null || snapshot.market.state === "ended"}
            onClick={() =>
              ask({
                title: "Connect the feed again",
                body: "Prices pause for a moment. What the feed repeats changes nothing.",
                act: "Connect again",
                kind: "main",
                run: () => admin.reconnectFeed(),
              })
            }
          >
            Connect again
          </Button>
        </Lever>
        <Lever name="Readers" says="Asks every reader to connect again. Each goes on where it was.">
          <Button
            data-testid="reconnect-streams"
            onClick={() =>
              ask({
                title: "Connect all readers again",
                body: `${readersText(snapshot.readers)} cut off in an orderly way, and back within seconds.`,
                act: "Connect all again",
                kind: "main",
                run: () => admin.reconnectStreams(),
              })
            }
          >
            Connect all again
          </Button>
        </Lever>
        <Draining {...props} />
      </ul>
    </Section>
  );
}
