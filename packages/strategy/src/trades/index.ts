export { buildTrades, type Realisation, type SymbolTrades } from "./build-trades.ts";
export { type Excursion, excursion } from "./excursion.ts";
export { FillBook, type FillOutcome, isSameFill } from "./fill-book.ts";
