/** What the embedded database's thread is started with. */
export interface EmbeddedStart {
  /** Folder of the database files; must exist. */
  readonly databaseDir: string;
  /** Where the thread listens: a Unix socket's path, or null for a loopback port. */
  readonly socketPath: string | null;
  /** The loopback port; 0 is a free one. */
  readonly port: number;
}

/** What the main thread asks of the database's thread. */
export type EmbeddedRequest =
  | { readonly kind: "close" }
  /** Asks for a sign of life. */
  | { readonly kind: "ping" };

/** What the database's thread says. */
export type EmbeddedReply =
  | { readonly kind: "ready"; readonly port: number | null }
  | { readonly kind: "pong" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "closed" };
