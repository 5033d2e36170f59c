import { expect, it } from "vitest";
import { exampleGround } from "../testing/example-ground.ts";
import { checkWords } from "./check-words.ts";

const GROUND = exampleGround("SPY, is it worth 600?", [
  ["lower end of the rate", 0.35, "share", "SPY"],
  ["upper end of the rate", 0.77, "share", "SPY"],
  ["expectancy", -0.0017, "R", "SPY"],
]);

const GROUNDED = [
  "SPY expectancy 0.0 R.",
  "SPY expectancy 0 R.",
  "SPY B proposed entry 581.50, stop 580.60, target 582.40, R 2.0. 11 of 19 (35–77 %).",
  "SPY trades at five eighty-one twenty.",
  "SPY trades at five eighty one point two.",
  "SPY trades at about 581.",
  "SPY is above VWAP.",
  "SPY is above VWAP 580.95 and above EMA 9.",
  "The 15-minute range high of SPY is 581.05.",
  "SPY is up 1.2 %.",
  "Volume of SPY is 1.8x its usual.",
  "The stop is 580.60.",
  "**SPY** trades at **581.20**.",
  "At 10:42 a.m. SPY was at 581.20.",
  "Locked for today: daily loss limit −2.0 R reached at 10:42. Review opens; entries do not.",
  "On the one hand it is calm, and one of these levels is near.",
  "First wait for a close, as long as it takes.",
  "You asked about 600.",
  "The light is green.",
  "SPY won 58% of the time.",
];

const UNGROUNDED = [
  "SPY expectancy 0.1 R.",
  "SPY trades at 581.",
  "SPY trades at 580.60.",
  "SPY trades at five hundred and ninety.",
  "QQQ trades at 581.20.",
  "NVDA has its stop at 580.60.",
  "TSLA is at 581.20.",
  "SPY is below VWAP.",
  "SPY is short.",
  "Sell SPY.",
  "SPY is an A setup.",
  "SPY A proposed.",
  "The light is red.",
  "SPY is down 1.2 %.",
  "SPY has 2 % of reward.",
  "SPY offers −3 R.",
  "SPY won 12 of 19.",
  "SPY won roughly half of 19.",
  "SPY won half of the time.",
  "SPY is not at 581.20.",
  "At 10:43 SPY was at 581.20.",
  "At ten forty-three SPY was at 581.20.",
  "On November 23 SPY was at 581.20.",
  "SPY trades at 1O.5.",
  "SPY trades at 581,20.",
  "SPY trades at 5.81e2.",
  "SPY trades at 0x245.",
  "SPY trades at ５８１.２０.",
  "SPY trades at ٥٨١.",
  "SPY trades at 58\u200B1.20.",
  "SPY trades at &#53;81.20.",
  "SPY trades at 5️⃣8️⃣1️⃣.",
  "SPY trades at DLXXXI.",
  "SPY trades at six-hundred.",
  "SPY trades at sixhundred.",
  "SPY trades in the high forties.",
  "SPY trades in the mid-580s.",
  "SPY trades a few hundred higher.",
  "SPY has won a dozen times.",
  "SPY volume doubled.",
  "SPY volume tripled.",
  "SPY won twenty-odd times.",
  "SPY had zero losses.",
  "SPY had no losses.",
  "SPY trades at 5 8 1.",
  "SPY trades at 581 20.",
  "SPY reached 600, as you asked.",
  "You asked about 600, and SPY trades at 600.",
  "SPY is worth €581.20.",
  "SPY trades between 580.60 and 583.",
  "SPY moved 1.2 points.",
  "SPY moved 120 basis points.",
  "SPY vale quinientos ochenta.",
  "SPY volume is up by a factor of ten.",
  "SPY is at f i v e hundred.",
  "SPY is at lOO.",
  "SPY trades at 581.2.0.",
  "SPY trades at $590.",
  "The stop is 581.20 for SPY.",
  "Grade A for SPY.",
  "SPY is B+.",
  "Most SPY trades won.",
  "SPY risks 300 shares.",
  "SPY took 20 minutes.",
  "SPY is ½ way.",
  "SPY is 581.20 − 3.",
  "SPY wins one in three.",
  "The 20-bar high of SPY is 581.05.",
  "The EMA 20 of SPY is 580.88.",
  "SPY trades at ten forty-two.",
  // Once missed: another level's price as the market's, a change's percent as a rate, another level's name.
  "SPY is at 580.60.",
  "1 % of the time SPY works.",
  "The stop for SPY is 581.20.",
];

it.each(GROUNDED)("lets through: %s", (text) => {
  const { problems } = checkWords(text, GROUND);
  expect(problems).toEqual([]);
});

it.each(UNGROUNDED)("holds back: %s", (text) => {
  expect(checkWords(text, GROUND).grounded).toBe(false);
});

it("reads words that name nobody as said of the symbol that was asked about", () => {
  const text = "The last price is 581.20.";
  expect(checkWords(text, { ...GROUND, asked: "What of SPY?" }).grounded).toBe(true);
  expect(checkWords(text, { ...GROUND, asked: "What of QQQ?" }).grounded).toBe(false);
  expect(checkWords(text, { ...GROUND, asked: "" }).grounded).toBe(false);
});
