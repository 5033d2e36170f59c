/** Events as lines of a stream of server-sent events, each under its type as the event's name. */
export async function* eventLines(events: AsyncIterable<{ readonly type: string }>): AsyncGenerator<string> {
  for await (const event of events) yield `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
