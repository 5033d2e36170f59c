import { BUILTINS, type BuiltinInput, type BuiltinName, type Unit } from "../language/builtins.ts";

const NAMES = Object.keys(BUILTINS) as BuiltinName[];
const UNIT_POOL: readonly Unit[] = ["dollars", "dollars", "shares", "points", "number", "times", "minutes"];
/** Series that programs read beside their own. */
export const FUZZ_SERIES = ["of SPY", "of QQQ", "on 5m", "of SPY on 5m", "on 15m", "on 1m"] as const;

/** Writes random rules that hold together, from a source of numbers from 0 to 1. */
export class ProgramWriter {
  readonly #random: () => number;
  readonly #units = new Map<Unit, string[]>();
  readonly #conditions: string[] = [];
  #elsewhere = false;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole rule on a timeframe. */
  rule(timeframe: string, session: string): string {
    const lines = [
      "language 1",
      'rule "Fuzz"',
      this.#pick(["long", "short"]),
      `on ${timeframe}`,
      `session ${session}`,
    ];
    if (this.#chance(0.3)) lines.push("param p = 3 from 1 to 9 step 2");
    if (this.#chance(0.3)) lines.push("param q = -0.5");
    for (let number = 0; this.#chance(0.4) && number < 4; number += 1)
      lines.push(this.#definition(`n${number}`));
    lines.push(`when ${this.condition(4)}`, `stop ${this.number("dollars", 2)}`);
    lines.push(`target ${this.#pick(["2 R", "1 R, 2.5 R", this.number("dollars", 2)])}`);
    if (this.#chance(0.3)) lines.push(`cooldown ${this.#whole(1, 60)} ${this.#pick(["minutes", "bars"])}`);
    if (this.#chance(0.3))
      lines.push(`grade A when ${this.condition(2)}`, `grade B when ${this.condition(2)}`);
    if (this.#chance(0.4))
      lines.push(`because "x" ${this.number("dollars", 2)}, ${this.number("points", 2)} points`);
    return `${lines.join("\n")}\n`;
  }

  /** A condition that is nested at most so deep. */
  condition(room: number): string {
    const deeper = room - 1;
    if (room <= 0 || this.#chance(0.1)) {
      const named = this.#elsewhere ? [] : this.#conditions;
      return this.#pick([...named, "premarket", "regular_hours", "after_hours", "close > open"]);
    }
    switch (this.#whole(0, 8)) {
      case 0:
        return `(${this.condition(deeper)} or ${this.condition(deeper)})`;
      case 1:
        return `${this.#bracketed(deeper)} and ${this.#bracketed(deeper)}`;
      case 2:
        return `not ${this.#bracketed(deeper)}`;
      case 3:
        return `${this.#bracketed(deeper)}[${this.#whole(0, 6)}]`;
      case 4:
        return this.#away(() => this.#bracketed(deeper));
      case 5:
        return this.#pick([
          "time between 09:40 and 10:05",
          "time >= 10:00",
          "time != 09:45",
          "time[1] < time",
        ]);
      case 6: {
        const unit = this.#unit();
        const ends = [this.number(unit, deeper), this.number(unit, deeper)];
        const [low, high] = ends.every((end) => /^[-().\d ]+$/.test(end)) ? ["1", "100"] : ends;
        return `${this.number(unit, deeper)} between ${low} and ${high}`;
      }
      default: {
        const unit = this.#unit();
        const operator = this.#pick([">", ">=", "<", "<=", "==", "!=", "crosses above", "crosses below"]);
        return `${this.number(unit, deeper)} ${operator} ${this.number(unit, deeper)}`;
      }
    }
  }

  /** A number of a unit (or a plain one) that is nested at most so deep. Looser operators stand in brackets. */
  number(unit: Unit, room: number): string {
    const deeper = room - 1;
    if (room <= 0 || this.#chance(0.2)) return this.#leaf(unit);
    switch (this.#whole(0, 8)) {
      case 0:
        return `(${this.number(unit, deeper)} ${this.#pick(["+", "-"])} ${this.number(unit, deeper)})`;
      case 1:
        return `${this.number(unit, deeper)} * ${this.#leaf("number")}`;
      case 2:
        return `(${this.number(unit, deeper)} / ${this.number("number", deeper)})`;
      case 3:
        return `-${this.#factor(unit, deeper)}`;
      case 4:
        return `${this.#factor(unit, deeper)}[${this.#whole(0, 6)}]`;
      case 5:
        return this.#away(() => this.#factor(unit, deeper));
      case 6:
        return `${this.#pick(["highest", "lowest", "avg", "sum"])}(${this.number(unit, deeper)}, ${this.#period()})`;
      case 7:
        return unit === "number"
          ? `count(${this.condition(deeper)}, ${this.#period()})`
          : `abs(${this.number(unit, deeper)})`;
      default:
        return `${this.#pick(["min", "max"])}(${this.number(unit, deeper)}, ${this.number(unit, deeper)})`;
    }
  }

  #definition(name: string): string {
    if (this.#chance(0.4)) {
      const line = `let ${name} = ${this.condition(2)}`;
      this.#conditions.push(name);
      return line;
    }
    const unit = this.#unit();
    const line = `let ${name} = ${this.number(unit, 2)}`;
    this.#units.set(unit, [...(this.#units.get(unit) ?? []), name]);
    return line;
  }

  #leaf(unit: Unit): string {
    const named = this.#elsewhere ? [] : (this.#units.get(unit) ?? []);
    if (named.length > 0 && this.#chance(0.5)) return this.#pick(named);
    const plain = ["0", "1", "0.5", "2", "3.25", "100", String(this.#whole(0, 200))];
    if (unit === "number" || this.#chance(0.15)) return this.#pick(plain);
    if (unit === "dollars" && this.#chance(0.15))
      return this.#pick(["vwap from open", "vwap from prior open", "vwap from 10:00"]);
    const words = NAMES.filter((name) => BUILTINS[name].unit === unit);
    return words.length === 0 ? this.#pick(plain) : this.#call(this.#pick(words));
  }

  #call(name: BuiltinName): string {
    const inputs: readonly BuiltinInput[] = BUILTINS[name].inputs;
    const needed = inputs.some((input) => input.default === undefined);
    if (inputs.length === 0 || (!needed && this.#chance(0.3))) return name;
    if (name.startsWith("macd"))
      return `${name}(${this.#whole(1, 3)}, ${this.#whole(4, 8)}, ${this.#whole(1, 5)})`;
    const written = inputs.map((input) =>
      input.kind === "factor" ? this.#pick(["1", "2", "1.5"]) : this.#whole(input.least ?? 1, 12),
    );
    return `${name}(${written.join(", ")})`;
  }

  /** Around a value that must hold together: other series are read from the rule's own only. */
  #away(inner: () => string): string {
    if (this.#elsewhere) return inner();
    this.#elsewhere = true;
    const text = `(${inner()} ${this.#pick(FUZZ_SERIES)})`;
    this.#elsewhere = false;
    return text;
  }

  #factor(unit: Unit, room: number): string {
    return `(${this.number(unit, room)})`;
  }

  #bracketed(room: number): string {
    return `(${this.condition(room)})`;
  }

  #period(): number {
    return this.#whole(1, 6);
  }

  #unit(): Unit {
    return this.#pick(UNIT_POOL);
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<Kind>(list: readonly Kind[]): Kind {
    return list[Math.floor(this.#random() * list.length)] as Kind;
  }
}
