/**
 * A stream of random numbers that is a pure function of its keys: the same keys give the same numbers on any machine.
 * Keys are hashed by MurmurHash3's 32-bit steps (Austin Appleby, public domain); the generator is sfc32 of Chris
 * Doty-Humphrey's PractRand.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare = Number.NaN;

  /** Each key is an integer of up to 32 bits; text goes through {@link hashText}. */
  constructor(...keys: readonly number[]) {
    let hash = 0x9747b28c;
    for (const key of keys) hash = mix(hash, key);
    this.a = mix(hash, 1);
    this.b = mix(hash, 2);
    this.c = mix(hash, 3);
    for (let round = 0; round < 8; round += 1) this.uniform();
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal: Marsaglia's polar method. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const kept = this.spare;
      this.spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = y * scale;
      return x * scale;
    }
  }

  /** Normal with fat tails and variance 1: one draw in twenty-five is three times as wide. */
  fatNormal(): number {
    const wide = this.chance(0.04) ? 3 : 1;
    return (this.normal() * wide) / 1.148_913;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }
}

function mix(hash: number, key: number): number {
  let word = Math.imul(key | 0, 0xcc9e2d51);
  word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
  let mixed = hash ^ word;
  mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** 32 bits of a text, for use as a key of {@link Random}. */
export function hashText(text: string): number {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) hash = mix(hash, text.charCodeAt(index));
  return hash;
}
