/** What the embedded database's thread is started with. */
export interface EmbeddedStart {
  /** Folder of the database files; must exist. */
  readonly databaseDir: string;
  /** Where the thread listens: a Unix socket's path, or null for a free loopback port. */
  readonly socketPath: string | null;
}

/** What the main thread asks of the database's thread. */
export interface EmbeddedRequest {
  readonly kind: "close";
}

/** What the database's thread says. */
export type EmbeddedReply =
  | { readonly kind: "ready"; readonly port: number | null }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "closed" };
