import {
  type AdminSnapshot,
  type AuditAnswer,
  type FlagBody,
  type LogLevel,
  adminSnapshotSchema,
  auditAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi } from "../stream/index.ts";

/** The routes of administration. All methods reject with `ApiError`. */
export class AdminApi extends JsonApi {
  snapshot(signal?: AbortSignal): Promise<AdminSnapshot> {
    return this.get("/api/admin/snapshot", adminSnapshotSchema, signal);
  }

  /** The newest lines of the audit log, before a sequence when one is given, and whether the whole log is intact. */
  audit(before: number | null, limit: number, signal?: AbortSignal): Promise<AuditAnswer> {
    const from = before === null ? "" : `&before=${before}`;
    return this.get(`/api/admin/audit?limit=${limit}${from}`, auditAnswerSchema, signal);
  }

  async setFlag(body: FlagBody): Promise<void> {
    await this.send("PUT", "/api/flags", body);
  }

  async setLogLevel(level: LogLevel): Promise<void> {
    await this.send("POST", "/api/admin/log-level", { level });
  }

  /** Sends readers away and takes no new ones, or takes them again. */
  async setDrained(drained: boolean): Promise<void> {
    await this.send("POST", "/api/admin/drain", { drained });
  }

  async reconnectFeed(): Promise<void> {
    await this.send("POST", "/api/admin/feed/reconnect", {});
  }

  async reconnectStreams(): Promise<void> {
    await this.send("POST", "/api/admin/streams/reconnect", {});
  }

  async revoke(sessionId: string): Promise<void> {
    await this.send("DELETE", `/api/admin/sessions/${encodeURIComponent(sessionId)}`);
  }
}
