import {
  type ReplayAnswer,
  type ReplaySeek,
  type ReplayStart,
  type ReplayState,
  replayAnswerSchema,
  replayStateSchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** The routes of replays. All methods reject with `ApiError`. */
export class ReplayApi extends JsonApi {
  look(): Promise<ReplayAnswer> {
    return this.get("/api/replay", replayAnswerSchema);
  }

  start(start: Partial<ReplayStart> & Pick<ReplayStart, "day">): Promise<ReplayState> {
    return this.#act("/api/replay/start", start);
  }

  pause(paused: boolean): Promise<ReplayState> {
    return this.#act("/api/replay/pause", { paused });
  }

  seek(seek: ReplaySeek): Promise<ReplayState> {
    return this.#act("/api/replay/seek", seek);
  }

  setSpeed(speed: number): Promise<ReplayState> {
    return this.#act("/api/replay/speed", { speed });
  }

  async stop(): Promise<void> {
    await this.send("POST", "/api/replay/stop", {});
  }

  async #act(path: string, body: object): Promise<ReplayState> {
    return validated(await this.send("POST", path, body), replayStateSchema);
  }
}
