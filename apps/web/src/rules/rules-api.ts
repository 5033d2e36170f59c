import {
  type DryRunAnswer,
  type DryRunBody,
  type Rule,
  type RuleVersions,
  type RulesAnswer,
  dryRunAnswerSchema,
  ruleSchema,
  ruleVersionsSchema,
  rulesAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** The routes of rules. All methods reject with `ApiError`. */
export class RulesApi extends JsonApi {
  list(): Promise<RulesAnswer> {
    return this.get("/api/rules", rulesAnswerSchema);
  }

  async add(source: string): Promise<Rule> {
    return validated(await this.send("POST", "/api/rules", { source }), ruleSchema);
  }

  /** Changes a rule from the version that is known here; another one is refused. */
  async change(
    { id, version }: Pick<Rule, "id" | "version">,
    change: { readonly source?: string; readonly enabled?: boolean },
  ): Promise<Rule> {
    const body = { version, ...change };
    return validated(await this.send("PUT", `/api/rules/${encodeURIComponent(id)}`, body), ruleSchema);
  }

  async remove(id: string): Promise<void> {
    await this.send("DELETE", `/api/rules/${encodeURIComponent(id)}`);
  }

  /** What a strategy would have said of a symbol in a stretch of time; nothing of it is kept. */
  async dryRun(body: DryRunBody): Promise<DryRunAnswer> {
    return validated(await this.send("POST", "/api/rules/dryrun", body), dryRunAnswerSchema);
  }

  versions(id: string): Promise<RuleVersions> {
    return this.get(`/api/rules/${encodeURIComponent(id)}/versions`, ruleVersionsSchema);
  }
}
