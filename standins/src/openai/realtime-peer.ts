import { RTCPeerConnection, type RTCDataChannel } from "werift";
import type { Wire } from "./realtime-conversation.ts";

/** A packet of sound carries so much of it, ms. */
const PACKET_MS = 20;
/** How long an offer may take to become a connection, ms. */
const CONNECTS_WITHIN_MS = 10_000;

/** What happens on a peer's side of a call. */
export interface PeerEvents {
  /** The client's channel for events is open. */
  readonly opened: (wire: Wire) => void;
  readonly took: (frame: string) => void;
  /** Milliseconds of sound came. */
  readonly sounded: (ms: number) => void;
  readonly closed: () => void;
}

/** Answers a browser's offer as the service does: one channel for events, and a track on which the client is heard. */
export async function answerOffer(
  offer: string,
  events: PeerEvents,
): Promise<{ answer: string; hangUp: () => void }> {
  const peer = new RTCPeerConnection({ iceUseIpv6: false });
  let over = false;
  const hangUp = (): void => {
    if (over) return;
    over = true;
    clearTimeout(patience);
    events.closed();
    void peer.close();
  };
  const patience = setTimeout(hangUp, CONNECTS_WITHIN_MS);
  peer.onDataChannel.subscribe((channel) => {
    clearTimeout(patience);
    follow(channel, events, hangUp);
  });
  peer.onTrack.subscribe((track) => {
    track.onReceiveRtp.subscribe(() => events.sounded(PACKET_MS));
  });
  peer.connectionStateChange.subscribe((state) => {
    if (state === "failed" || state === "closed") hangUp();
  });
  await peer.setRemoteDescription({ type: "offer", sdp: offer });
  await peer.setLocalDescription(await peer.createAnswer());
  return { answer: peer.localDescription?.sdp ?? "", hangUp };
}

function follow(channel: RTCDataChannel, events: PeerEvents, hangUp: () => void): void {
  const open = (): void => {
    events.opened({ send: (text) => channel.send(text), close: hangUp });
  };
  channel.onMessage.subscribe((frame) => events.took(frame.toString()));
  channel.stateChanged.subscribe((state) => {
    if (state === "open") open();
    if (state === "closed") hangUp();
  });
  if (channel.readyState === "open") open();
}
