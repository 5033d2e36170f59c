import type { AdminSnapshot } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { agentText, bytesText, momentText, spanText } from "./format.ts";
import type { Ask } from "./levers.tsx";
import { Section, Table } from "./tile.tsx";

/** Who is logged in. */
export function Logins(props: { readonly snapshot: AdminSnapshot; readonly ask: Ask }): ReactElement {
  const { admin } = useWorkspace();
  const { sessions, atMs } = props.snapshot;
  return (
    <Section title="Logins" testId="logins">
      <Table
        head={["Browser", "Address", "Began", "Last seen", "PIN entered", "Streams", ""]}
        empty="Nobody is logged in: without a PIN everybody on this machine is let in. Settings → Access chooses one."
        rows={sessions.map((session) => ({
          key: session.id,
          cells: [
            <span key="agent" title={session.agent}>
              {agentText(session.agent)}
              {session.current ? <span className="text-ink-2"> · this browser</span> : null}
            </span>,
            session.address,
            momentText(session.startedMs, atMs),
            `${spanText(atMs - session.lastSeenMs)} ago`,
            `${spanText(atMs - session.pinEnteredMs)} ago`,
            session.streams,
            <span key="act" className="flex justify-end">
              <Button
                kind="danger"
                onClick={() =>
                  props.ask({
                    title: session.current ? "End your own login" : "End this login",
                    body: `${agentText(session.agent)} at ${session.address} has to enter the PIN again; its streams end at once.`,
                    act: "End it",
                    kind: "danger",
                    run: () => admin.revoke(session.id),
                  })
                }
              >
                End
              </Button>
            </span>,
          ],
        }))}
      />
    </Section>
  );
}

/** Who reads the stream, those for whom most waits first. */
export function Readers({ snapshot }: { readonly snapshot: AdminSnapshot }): ReactElement {
  const { slowestReaders, readers, atMs, sessions } = snapshot;
  const more = readers - slowestReaders.length;
  return (
    <Section
      title="Readers"
      testId="readers"
      aside={<span className="text-12 text-ink-2">{more > 0 ? `${more} more are not shown` : null}</span>}
    >
      <Table
        head={["Symbols", "View", "Login", "Connected", "Waiting", "Keeps up"]}
        empty="Nobody reads the stream."
        rows={slowestReaders.map((reader, index) => ({
          key: `${reader.sessionId ?? ""} ${reader.startedMs} ${index}`,
          cells: [
            reader.symbols.join(" "),
            `${reader.timeframe} · ${reader.session === "rth" ? "regular" : "extended"}${reader.ticks ? " · ticks" : ""}`,
            loginName(reader.sessionId, sessions),
            spanText(atMs - reader.startedMs),
            bytesText(reader.waitingBytes),
            reader.congested ? <span className="text-warn">too slow</span> : "yes",
          ],
        }))}
      />
    </Section>
  );
}

function loginName(id: string | null, sessions: AdminSnapshot["sessions"]): string {
  if (id === null) return "–";
  const session = sessions.find((each) => each.id === id);
  return session === undefined ? "ended" : agentText(session.agent);
}
