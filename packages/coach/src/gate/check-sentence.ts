import type { Claim, Evidence } from "@spotlight/contracts";
import { isDenied, isTheirs, leaningAround, nearnessBefore, rolesBefore, rolesOfTrading } from "./around.ts";
import { atMinute, readWhen, type When } from "./clock.ts";
import type { Ground, Problem, WordsVerdict } from "./ground.ts";
import { lex, strangeSigns, type Token } from "./lex.ts";
import { agrees } from "./match.ts";
import { labelNames, readName } from "./names.ts";
import { leftovers } from "./leftovers.ts";
import { readOrders } from "./order.ts";
import { joinNumbers, type Joined } from "./pairs.ts";
import { readNumber, type Said } from "./read-numbers.ts";
import { readStatements } from "./statements.ts";
import { aboutAt, evidenceAbout, symbolsIn, type About } from "./symbols.ts";
import { countClass, ROLES } from "./vocabulary.ts";

/** What is left for the next sentence: whom this one was about, nobody when it did not hold. */
export interface Checked {
  readonly verdict: WordsVerdict;
  readonly about: About;
}

/** Holds one sentence against what it may rest on; `before` is whom the words before it were about. */
export function checkSentence(text: string, ground: Ground, before: About): Checked {
  const sentence = new Sentence(text, ground, before);
  const { claims, problems } = sentence.check();
  const grounded = problems.length === 0;
  return { verdict: { grounded, claims, problems }, about: grounded ? sentence.last() : [] };
}

/** Labels of an interval's ends: such a number alone is no rate. */
const BOUND = /\b(low|lower|high|upper|bound|interval)\b/i;

class Sentence {
  readonly #text: string;
  readonly #ground: Ground;
  readonly #before: About;
  readonly #tokens: readonly Token[];
  readonly #symbols: ReadonlyMap<number, string>;
  readonly #used = new Set<number>();
  readonly #claims: Claim[] = [];
  readonly #problems: Problem[] = [];
  readonly #whens: When[] = [];
  readonly #numbers: Said[] = [];

  constructor(text: string, ground: Ground, before: About) {
    this.#text = text;
    this.#ground = ground;
    this.#before = before;
    this.#tokens = lex(text);
    this.#symbols = symbolsIn(this.#tokens, ground);
  }

  check(): { claims: Claim[]; problems: Problem[] } {
    this.#read();
    for (const when of this.#whens) this.#claimWhen(when);
    for (const joined of joinNumbers(this.#tokens, this.#numbers)) this.#claimNumbers(joined);
    for (const { from, to, why, holds } of readStatements(this.#tokens)) {
      if (this.#symbols.has(from) || this.#used.has(from)) continue;
      this.#claim(
        from,
        to,
        this.#borneOut(from, to, (evidence) => evidence.filter(holds)),
        why,
      );
    }
    for (const { at, to, evidence } of readOrders(this.#tokens, (token) =>
      this.#evidenceAt(token, token + 1),
    ))
      this.#claim(at, to, evidence, "no evidence of both in this order");
    for (const { start, end } of strangeSigns(this.#text))
      this.#problem(start, end, "a sign that can hide a number");
    for (const { from, to, why } of leftovers(this.#tokens, this.#used, this.#symbols))
      this.#problem(this.#start(from), this.#end(to), why);
    return { claims: this.#claims, problems: this.#problems };
  }

  last(): About {
    const at = this.#tokens.length;
    return aboutAt(this.#tokens, this.#symbols, at, at, this.#before);
  }

  #read(): void {
    const labels = labelNames(this.#ground.evidence);
    for (let at = 0; at < this.#tokens.length;) {
      const name = readName(this.#tokens, at, labels);
      const clock = name === null ? readWhen(this.#tokens, at) : null;
      const number = name === null && clock === null && !this.#symbols.has(at) ? this.#number(at) : null;
      const when = clock ?? (number === null ? null : this.#spokenTime(number));
      const said = when === null ? number : null;
      if (when !== null) this.#whens.push(when);
      if (said !== null) this.#numbers.push(said);
      const to = name ?? when?.to ?? said?.to ?? at;
      for (let used = at; used < to; used += 1) this.#used.add(used);
      at = Math.max(to, at + 1);
    }
  }

  /** `one` alone is a pronoun unless a unit follows or it is one of a pair. */
  #number(at: number): Said | null {
    const said = readNumber(this.#tokens, at);
    if (said === null) return null;
    const lone = said.to === at + 1 && this.#tokens[at]?.lower === "one" && said.unit === "bare";
    const pair =
      /^(of|in|out)$/.test(this.#tokens[at + 1]?.lower ?? "") && readNumber(this.#tokens, at + 2) !== null;
    const counts = /^(winning|losing|open|more)$/.test(this.#tokens[at + 1]?.lower ?? "");
    return lone && !pair && !counts ? null : said;
  }

  /** `at ten forty-two`: a time when something is of that minute and it is not what a symbol trades at. */
  #spokenTime(said: Said): When | null {
    const { from, to, minutes, unit } = said;
    const before = this.#tokens[from - 1]?.lower ?? "";
    if (
      minutes.length === 0 ||
      unit !== "bare" ||
      !/^(at|by|since|until|before|after|from|around)$/.test(before)
    )
      return null;
    const holds = atMinute(minutes);
    const trading = rolesOfTrading(this.#tokens, said, this.#symbols).length > 0;
    return !trading && this.#ground.evidence.some((each) => this.#isAt(each, holds))
      ? { from, to, holds }
      : null;
  }

  #claimWhen({ from, to, holds }: When): void {
    const evidence = this.#borneOut(from, to, (each) => each.filter((one) => this.#isAt(one, holds)));
    this.#claim(from, to, evidence, "nothing is of this time");
  }

  #isAt({ unit, value, atMs }: Evidence, holds: (ms: number) => boolean): boolean {
    if (unit === "time" && typeof value === "number") return holds(value);
    if (unit === "day" && typeof value === "string") return holds(Date.parse(`${value}T17:00:00Z`));
    return holds(atMs);
  }

  #claimNumbers({ numbers, agree }: Joined): void {
    const alone =
      numbers.length === 1 &&
      !this.#tokens.some(({ lower }) => /^(low|lower|high|upper|worst|least)$/.test(lower));
    const found = numbers.map((said) =>
      this.#evidenceOf(said).filter(({ unit, label }) => !alone || unit !== "share" || !BOUND.test(label)),
    );
    const together = agree(found);
    for (const [index, said] of numbers.entries()) {
      const theirs = isTheirs(this.#tokens, said, lex(this.#ground.asked));
      if (theirs) continue;
      const evidence = isDenied(this.#tokens, said) ? [] : (together[index] ?? []);
      this.#claim(
        said.from,
        said.to,
        evidence.map(({ id }) => id),
        "no evidence has this number",
      );
    }
  }

  #evidenceOf(said: Said): Evidence[] {
    const near = nearnessBefore(this.#tokens, said);
    const leaning = leaningAround(this.#tokens, said);
    const fits = (evidence: Evidence): boolean =>
      agrees(said, evidence, near, leaning) &&
      this.#isCalled(said, evidence) &&
      this.#isTimely(said, evidence);
    const inMinute = (evidence: Evidence): boolean =>
      said.minutes.length > 0 && evidence.unit === "time" && atMinute(said.minutes)(Number(evidence.value));
    const ids = new Set(
      this.#borneOut(said.from, said.to, (each) => each.filter((one) => fits(one) || inMinute(one))),
    );
    return this.#ground.evidence.filter(({ id }) => ids.has(id));
  }

  /** Whether what the words call a number is what its evidence is called. */
  #isCalled(said: Said, { label, symbol, unit }: Evidence): boolean {
    if (said.unit === "counted") {
      const words = this.#tokens
        .filter((_, at) => at === said.from - 1 || (at >= said.to - 1 && at < said.to + 2))
        .map(({ lower }) => countClass(lower));
      const meant = label
        .toLowerCase()
        .split(/[^a-z]+/)
        .map(countClass);
      const noun = words.find((word) => word !== null) ?? null;
      if (noun !== (meant.find((word) => word !== null) ?? null)) return false;
    }
    const named = rolesBefore(this.#tokens, said, this.#symbols);
    const trading = unit === "price" ? rolesOfTrading(this.#tokens, said, this.#symbols) : [];
    const ofSome = this.#tokens
      .slice(said.to, said.to + 2)
      .map(({ lower }) => lower)
      .join(" ");
    if (unit === "percent" && /^of (the|such|these|those|them|all|trades|signals)$/.test(ofSome))
      return false;
    if (this.#tokens[said.to]?.lower === "per" && !/per/i.test(label)) return false;
    if (/limit/i.test(label) && !this.#tokens.some(({ lower }) => lower === "limit")) return false;
    if (unit !== "share") named.delete("rate");
    const roles = named.size > 0 ? named : new Set(trading);
    if (roles.size === 0) return true;
    const periods = [...label.matchAll(/\d+/g)].map(([digits]) => digits);
    if (
      periods.length > 0 &&
      [...roles].some((role) => role.startsWith("#") && !periods.includes(role.slice(1)))
    )
      return false;
    const called = rolesOf(label);
    if (called.length > 0) return called.some((role) => roles.has(role));
    const other = this.#ground.evidence.some(
      (each) =>
        (each.symbol === null || each.symbol === symbol) &&
        rolesOf(each.label).some((role) => roles.has(role)),
    );
    return !other;
  }

  /** Whether evidence is of the times that the sentence states, or belongs to what is of those times. */
  #isTimely(said: Said, evidence: Evidence): boolean {
    const whens = this.#whensOf(said);
    if (whens.length === 0) return true;
    const origin = JSON.stringify(evidence.origin);
    return whens.some(
      ({ holds }) =>
        holds(evidence.atMs) ||
        this.#ground.evidence.some(
          (each) =>
            (each.unit === "time" || each.unit === "day") &&
            JSON.stringify(each.origin) === origin &&
            this.#isAt(each, holds),
        ),
    );
  }

  /** The time next to a number when there are several: after it when the first number stands before the first time. */
  #whensOf({ from, to }: Said): readonly When[] {
    if (this.#whens.length < 2) return this.#whens;
    const leads = (this.#numbers[0]?.from ?? 0) < (this.#whens[0]?.from ?? 0);
    const next = leads
      ? this.#whens.find((when) => when.from >= to)
      : this.#whens.findLast((when) => when.to <= from);
    return next === undefined ? this.#whens : [next];
  }

  /** Ids of evidence for every symbol that the words are about; none when one of them has none. */
  #borneOut(from: number, to: number, filter: (evidence: readonly Evidence[]) => Evidence[]): string[] {
    const about = aboutAt(this.#tokens, this.#symbols, from, to, this.#before);
    const each = (about.length === 0 ? [null] : about).map((symbol) =>
      filter(evidenceAbout(this.#ground.evidence, symbol)),
    );
    return each.some((found) => found.length === 0) ? [] : [...new Set(each.flat().map(({ id }) => id))];
  }

  #evidenceAt(from: number, to: number): Evidence[] {
    const ids = new Set(this.#borneOut(from, to, (evidence) => [...evidence]));
    return this.#ground.evidence.filter(({ id }) => ids.has(id));
  }

  #claim(from: number, to: number, evidence: readonly string[], why: string): void {
    const start = this.#start(from);
    const end = this.#end(to);
    this.#claims.push({ text: this.#text.slice(start, end), start, end, evidence: [...evidence] });
    if (evidence.length === 0) this.#problem(start, end, why);
  }

  #problem(start: number, end: number, why: string): void {
    this.#problems.push({ text: this.#text.slice(start, end), start, end, why });
  }

  #start(token: number): number {
    return this.#tokens[token]?.start ?? 0;
  }

  #end(token: number): number {
    return this.#tokens[token - 1]?.end ?? this.#text.length;
  }
}

function rolesOf(label: string): string[] {
  return label
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => ROLES.has(word));
}
