import {
  type MemoriesAnswer,
  type Memory,
  type MemoryBody,
  type MemoryHits,
  memoriesAnswerSchema,
  memoryHitsSchema,
  memorySchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** The routes of memory and knowledge. All methods reject with `ApiError`. */
export class MemoryApi extends JsonApi {
  list(): Promise<MemoriesAnswer> {
    return this.get("/api/memory", memoriesAnswerSchema);
  }

  search(words: string): Promise<MemoryHits> {
    return this.get(`/api/memory/search?${new URLSearchParams({ q: words }).toString()}`, memoryHitsSchema);
  }

  async add(body: MemoryBody): Promise<Memory> {
    return validated(await this.send("POST", "/api/memory", body), memorySchema);
  }

  /** Changes a memory from the version that is known here; another one is refused. */
  async change(
    { id, version }: Pick<Memory, "id" | "version">,
    change: { readonly title: string; readonly text: string },
  ): Promise<Memory> {
    return validated(await this.send("PUT", pathOf(id), { version, ...change }), memorySchema);
  }

  async remove(id: string): Promise<void> {
    await this.send("DELETE", pathOf(id));
  }

  /** Brings back what was deleted just now. */
  async restore(id: string): Promise<Memory> {
    return validated(await this.send("POST", `${pathOf(id)}/restore`, {}), memorySchema);
  }

  async addText(title: string, text: string): Promise<Memory> {
    return validated(await this.send("POST", "/api/knowledge/text", { title, text }), memorySchema);
  }

  async addPage(url: string): Promise<Memory> {
    return validated(await this.send("POST", "/api/knowledge/url", { url }), memorySchema);
  }

  async addPdf(title: string, file: Blob): Promise<Memory> {
    const path = `/api/knowledge/pdf?${new URLSearchParams({ title }).toString()}`;
    const init = { headers: { "content-type": "application/pdf" }, body: file };
    return validated(await this.send("POST", path, undefined, init), memorySchema);
  }
}

function pathOf(id: string): string {
  return `/api/memory/${encodeURIComponent(id)}`;
}
