/** The name that sorts by time: UTC, to the second, as in 20261124T093000. */
export function stampOf(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
}

/** The time of such a name, epoch ms; null when it is none. */
export function timeOfStamp(stamp: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(stamp)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
