import { expect, it } from "vitest";
import { exampleGround } from "../testing/example-ground.ts";
import { checkWords } from "./check-words.ts";

const GROUND = exampleGround("", [
  ["low", 0.35, "share", "SPY"],
  ["high", 0.77, "share", "SPY"],
  ["proposed shares", 300, "shares", "SPY"],
  ["risk", 120, "dollars", "SPY"],
  ["hold", 12, "minutes", "SPY"],
]);

const HOSTILE = `SPY should reach 590 soon.
SPY could hit six hundred.
It wins nine times out of ten.
It wins nine out of ten.
SPY wins 3 in 4.
SPY wins three-quarters of the time.
SPY wins two-thirds.
SPY wins seventy-five per cent.
SPY's stop is 580.61.
SPY pays 2:1.
SPY pays two to one.
SPY pays 2.5 to 1.
SPY pays triple the risk.
Risk $1.2k on SPY.
300 QQQ shares.
SPY fell 1.2 %.
SPY is 1.2 % lower.
SPY lost 2 R.
SPY trades under VWAP.
QQQ is above VWAP.
NVDA is a long.
QQQ is a long.
We are in the red.
SPY deserves grade A.
SPY is a C setup.
SPY is an A-grade setup.
SPY is an A+ setup.
SPY fired at half past ten.
SPY fired at a quarter to eleven.
SPY fired at noon.
SPY fired on Monday.
SPY fired on 11/23.
SPY fired on 23 November.
SPY expects an hour.
SPY expects half an hour.
SPY expects a quarter of an hour.
SPY expects 12 bars.
SPY: 36–77 %.
SPY: 35-7 %.
SPY is just under 581.20.
SPY is at nearly 580.
SPY volume is at least 3 times usual.
SPY and QQQ are both at 581.20.
QQQ and SPY trade at 490.10 and 581.20.
NVDA is quiet. It trades at 581.20.
Nvidia trades at 581.20.
The S&P 500 trades at 581.20.
spy is at 590.
SPY has several losses.
SPY made a hundred.
SPY gained a buck.
SPY gained fifty cents.
SPY is at 58l.20.
SPY is at 581 . 20.
SPY is at 5 hundred 81.
SPY is at five-eight-one.
SPY is at fivehundred.
SPY is at #581.
SPY is at 581.20%.
SPY is at 581/2.
SPY is at 3*194.
SPY is at √338000.
SPY is at fünf hundert.
SPY is at MMXX.
SPY has XIX trades.
SPY ranks first of 3.
It was the fourth loss.
It was the 5th loss.
It is the third loss in a row.
SPY has never lost.
All SPY trades won.
Every trade of SPY won.
None of the SPY trades lost.
SPY always wins.
SPY wins every time.
SPY has a perfect record.
SPY is bullish and QQQ is bearish.
SPY rallied while QQQ fell.
QQQ is down.
SPY's win rate is 77 %.
SPY's relative volume is 2.0.
SPY's EMA 21 is 580.88.
SPY's VWAP is 581.20.
Entry is 581.20 for SPY.
SPY wins 19 of 11.
SPY won 19 trades.
SPY has 11 trades.
SPY lost 11 trades.
SPY has risk of $120 per share.
5m of SPY traded.
SPY did 300k shares.
SPY at 581.2O.
SPY sits at 581·20.
SPY sits at 581'20.
SPY sits at 581_20.
SPY sits at 581:20.
SPY sits at "five hundred" and "ninety".
SPY sits at (590).
SPY sits at <b>590</b>.
SPY sits at **5**90.
SPY sits at 5**8**1.20.
SPY sits at ninety less than 671.20.
SPY sits one deviation out.
SPY would double your money.
SPY halves the risk.
Two losses today.
Zero trades today.
Only one trade lost.
One in ten SPY trades loses.`.split("\n");

const PLAIN = `SPY proposes 300 shares and risks $120.
SPY needs about 12 minutes.
SPY: entry 581.50, stop 580.60 and target 582.40 for 2.0 R.
It won 11 of 19 on SPY, 58 %.
SPY won eleven of nineteen.
SPY shows 1.8 times its usual volume.
SPY is up 1.2% and above VWAP.
SPY is long, grade B.
The 5-minute bar of SPY closed at 581.20.
SPY: between 35 and 77 percent.
Not enough trades to say.
SPY trades at 581.20, which is above VWAP at 580.95.
SPY just closed over the 15-minute range high at 581.05.
SPY is nearly at its target of 582.40.
I cannot buy or sell for you.
The other one is quiet.
SPY risks a hundred and twenty dollars.
SPY would lose if it closes below 580.60.
Do nothing until SPY closes above 581.50.
The daily loss limit is −2.0 R.
SPY trades over VWAP, and the light is green.
At ten forty-two SPY traded at 581.20.`.split("\n");

it.each(HOSTILE)("holds back what a hostile writer says: %s", (text) => {
  expect(checkWords(text, GROUND).grounded).toBe(false);
});

it.each(PLAIN)("lets a plain writer say: %s", (text) => {
  expect(checkWords(text, GROUND).problems).toEqual([]);
});
