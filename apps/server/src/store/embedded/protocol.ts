/** What the embedded database's thread is started with. */
export interface EmbeddedStart {
  /** Folder of the database files; must exist. */
  readonly databaseDir: string;
  /** Where the thread listens: a Unix socket's path, or null for a free loopback port. */
  readonly socketPath: string | null;
}

/** What the main thread asks of the database's thread. */
export type EmbeddedRequest =
  | { readonly kind: "backup"; readonly id: number; readonly file: string }
  | { readonly kind: "close" };

/** What the database's thread says. */
export type EmbeddedReply =
  | { readonly kind: "ready"; readonly port: number | null }
  | { readonly kind: "backed_up"; readonly id: number; readonly bytes: number }
  | { readonly kind: "failed"; readonly id: number | null; readonly message: string }
  | { readonly kind: "closed" };
