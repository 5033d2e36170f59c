/** A stretch of cursors, both ends exclusive, that no reader may resume from. */
export interface LogHole {
  readonly afterCursor: number;
  readonly beforeCursor: number;
}

/** Whether a reader may go on after `cursor`, given the log's newest cursor and its holes. */
export function canResume(cursor: number, head: number, holes: readonly LogHole[]): boolean {
  if (!Number.isSafeInteger(cursor) || cursor < 0 || cursor > head) return false;
  return !holes.some(({ afterCursor, beforeCursor }) => cursor > afterCursor && cursor < beforeCursor);
}
