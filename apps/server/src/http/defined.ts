type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Only what was sent: what was left out stays as it is. */
export function defined<T extends object>(changes: T): Defined<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>;
}
