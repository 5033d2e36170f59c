import { z } from "zod";

/**
 * A ticker as the US tapes write it: 1 to 12 characters, starting with a capital letter, then capitals, digits, `.`
 * or `-` (`SPY`, `BRK.A`, `BTC-USD`). Lower case input is raised to upper case.
 */
export const symbolSchema = z
  .string()
  .trim()
  .toUpperCase()
  .regex(
    /^[A-Z][A-Z0-9.-]{0,11}$/,
    "a symbol has 1 to 12 letters, digits, dots or dashes and starts with a letter",
  );
