import { seededRandom } from "@spotlight/strategy";
import { expect, it } from "vitest";
import { falseSentence, trueSentence } from "../testing/sentences.ts";
import { checkWords } from "./check-words.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const SEED = Number(process.env["SPOTLIGHT_SEED"] ?? Math.floor(Math.random() * 2 ** 30));
const COUNT = LONG ? 60_000 : 6_000;
const SYMBOLS = ["SPY", "QQQ", "NVDA", "BRK.B", "IBM", "TSLA", "AMD"];

it(`lets through no ungrounded claim and blocks fewer than 2 in 100 true sentences (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const through: string[] = [];
  const blocked: string[] = [];
  const half = COUNT / 2;
  for (let index = 0; index < half; index += 1) {
    const right = trueSentence(random);
    const verdict = checkWords(right.text, { evidence: right.evidence, symbols: SYMBOLS, asked: "" });
    if (!verdict.grounded || verdict.claims.length === 0)
      blocked.push(
        `${right.text} (${verdict.problems.map(({ text, why }) => `${text}: ${why}`).join("; ")})`,
      );
    const wrong = falseSentence(random);
    if (checkWords(wrong.text, { evidence: wrong.evidence, symbols: SYMBOLS, asked: "" }).grounded)
      through.push(`${wrong.kind}: ${wrong.text} ${wrong.evidence.map(({ value }) => value).join(" ")}`);
  }
  console.info(
    `gate, seed ${SEED}: of ${half} ungrounded sentences ${through.length} got through; of ${half} true ones ${blocked.length} were blocked (${((100 * blocked.length) / half).toFixed(2)} %)`,
  );
  expect.soft(through.slice(0, 20)).toEqual([]);
  expect.soft(blocked.length / half, blocked.slice(0, 20).join("\n")).toBeLessThan(0.02);
});
