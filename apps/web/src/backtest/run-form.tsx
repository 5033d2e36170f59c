import type { BacktestBody, BacktestStrategy } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";

/** A strategy that can be tested. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly what: BacktestStrategy;
}

const INPUT = "h-8 rounded-6 border border-hair bg-bg px-2 text-13 text-ink-1";
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

/** A date of so many days before a time, YYYY-MM-DD. */
function dayBefore(nowMs: number, days: number): string {
  return new Date(nowMs - days * DAY_MS).toISOString().slice(0, 10);
}

/** The numbers of a list with commas between them; null when one is none. */
function numbersOf(text: string): number[] | null {
  const numbers = text.split(",").map((each) => (each.trim() === "" ? Number.NaN : Number(each)));
  return numbers.every((each) => Number.isFinite(each)) ? numbers : null;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The request that a form makes; a sentence where it makes none. */
function bodyOf(form: FormData, candidates: readonly Candidate[]): BacktestBody | string {
  const wanted = new Set(form.getAll("strategy"));
  const strategies = candidates.filter(({ id }) => wanted.has(id)).map(({ what }) => what);
  if (strategies.length === 0) return "Choose at least one strategy.";
  const symbols = textOf(form, "symbols")
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((symbol) => symbol !== "");
  const ticks = Number(textOf(form, "slippage"));
  const assumptions: BacktestBody["assumptions"] = {
    fill: textOf(form, "fill") === "signal_close" ? "signal_close" : "next_open",
    slippage: { unit: "ticks", amount: Number.isFinite(ticks) ? ticks : 1 },
  };
  const range = { strategies, symbols, from: textOf(form, "from"), to: textOf(form, "to"), assumptions };
  const kind = textOf(form, "kind");
  if (kind !== "sweep") return { kind: kind === "look_ahead" ? "look_ahead" : "run", ...range };
  const axes = ["one", "two"].flatMap((axis) => {
    const name = textOf(form, `${axis}-name`);
    return name === "" ? [] : [{ name, values: numbersOf(textOf(form, `${axis}-values`)) }];
  });
  const whole = axes.flatMap(({ name, values }) => (values === null ? [] : [{ name, values }]));
  if (axes.length === 0 || whole.length < axes.length)
    return "Name what the sweep tries, with numbers and commas between them.";
  return { kind: "sweep", ...range, axes: whole, walkForward: null };
}

function Axes(): ReactElement {
  return (
    <fieldset className="flex flex-wrap items-end gap-2">
      <legend className="pb-1 text-12 text-ink-2">
        The sweep tries target_r, least_grade, hold_minutes, slippage, strategy or param:NAME
      </legend>
      <Labelled name="First axis, down">
        <input name="one-name" defaultValue="target_r" className={INPUT} />
      </Labelled>
      <Labelled name="Its values">
        <input name="one-values" defaultValue="1, 1.5, 2, 3" className={INPUT} />
      </Labelled>
      <Labelled name="Second axis, across">
        <input name="two-name" defaultValue="hold_minutes" className={INPUT} />
      </Labelled>
      <Labelled name="Its values">
        <input name="two-values" defaultValue="15, 30, 60" className={INPUT} />
      </Labelled>
    </fieldset>
  );
}

function Range(props: { readonly symbol: string; readonly nowMs: number }): ReactElement {
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Labelled name="Symbols">
        <input name="symbols" defaultValue={props.symbol} required className={INPUT} />
      </Labelled>
      <Labelled name="First day">
        <input
          name="from"
          type="date"
          required
          defaultValue={dayBefore(props.nowMs, DEFAULT_DAYS)}
          className={INPUT}
        />
      </Labelled>
      <Labelled name="Last day">
        <input name="to" type="date" required defaultValue={dayBefore(props.nowMs, 1)} className={INPUT} />
      </Labelled>
      <Labelled name="Filled">
        <select name="fill" className={INPUT}>
          <option value="next_open">at the next open</option>
          <option value="signal_close">at the signal&apos;s close</option>
        </select>
      </Labelled>
      <Labelled name="Slippage each way, ticks">
        <input name="slippage" defaultValue="1" inputMode="decimal" className={`${INPUT} text-right`} />
      </Labelled>
    </div>
  );
}

/** What is to be tested. What was typed stays when the server refuses it. */
export function RunForm(props: {
  readonly candidates: readonly Candidate[];
  readonly symbol: string;
  readonly nowMs: number;
  readonly onStart: (body: BacktestBody) => void;
}): ReactElement {
  const [kind, setKind] = useState("run");
  const [said, setSaid] = useState<string | null>(null);
  return (
    <form
      className="flex flex-col gap-3"
      data-testid="backtest-form"
      onSubmit={(event) => {
        event.preventDefault();
        const body = bodyOf(new FormData(event.currentTarget), props.candidates);
        setSaid(typeof body === "string" ? body : null);
        if (typeof body !== "string") props.onStart(body);
      }}
    >
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="pb-1 text-12 text-ink-2">Strategies</legend>
        {props.candidates.map(({ id, name }, index) => (
          <label key={id} className="flex items-center gap-1.5">
            <input type="checkbox" name="strategy" value={id} defaultChecked={index === 0} />
            {name}
          </label>
        ))}
      </fieldset>
      <Range symbol={props.symbol} nowMs={props.nowMs} />
      <div className="flex items-center gap-3">
        <select
          aria-label="Kind of test"
          name="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          className={INPUT}
        >
          <option value="run">Run: trades and figures</option>
          <option value="sweep">Sweep: many combinations</option>
          <option value="look_ahead">Does it look ahead</option>
        </select>
        <Button kind="main" type="submit">
          Start
        </Button>
        <p role="status" className="text-bad">
          {said}
        </p>
      </div>
      {kind === "sweep" ? <Axes /> : null}
    </form>
  );
}
