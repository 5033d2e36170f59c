/** A source of uniform numbers, 0 inclusive to 1 exclusive. Pure code is given one and never makes its own luck. */
export type Random = () => number;

/** Rounds after which the seed has reached every bit of the state. */
const MIXING_ROUNDS = 16;

/**
 * A generator that gives the same numbers for the same seed (any integer). Source: Chris Doty-Humphrey, PractRand,
 * `sfc32` (small fast counting generator, 128 bits of state, period at least 2^32).
 */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = Math.floor(seed / 4_294_967_296) | 0;
  let c = 0x9e37_79b9 | 0;
  let counter = 1;
  const random = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < MIXING_ROUNDS; round += 1) random();
  return random;
}
