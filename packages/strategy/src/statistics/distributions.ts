/** Coefficients of {@link normalQuantile}: the centre's numerator and denominator, then the tails'. */
const CENTRE_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
] as const;
const CENTRE_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  1,
] as const;
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
] as const;
const TAIL_BOTTOM = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
] as const;
const TAIL = 0.02425;

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * The standard normal quantile of a probability between 0 and 1 (exclusive), to a relative error of 1.2e-9. Source:
 * Peter J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < TAIL) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(TAIL_TOP, q) / polynomial(TAIL_BOTTOM, q);
  }
  const q = probability - 0.5;
  return (polynomial(CENTRE_TOP, q * q) * q) / polynomial(CENTRE_BOTTOM, q * q);
}

/**
 * The standard normal distribution function, to an absolute error of 7.5e-8. Source: Abramowitz and Stegun, "Handbook
 * of Mathematical Functions", 26.2.17.
 */
export function normalDistribution(x: number): number {
  if (x > 0) return 1 - normalDistribution(-x);
  const t = 1 / (1 - 0.2316419 * x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  return density * t * polynomial([1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153], t);
}

/**
 * The quantile of Student's t with `degrees` of freedom, from 5 up to within 0.002 at the usual levels. Source:
 * Abramowitz and Stegun, 26.7.5.
 */
export function studentQuantile(probability: number, degrees: number): number {
  const z = normalQuantile(probability);
  const square = z * z;
  const first = (z * (square + 1)) / 4;
  const second = (z * polynomial([5, 16, 3], square)) / 96;
  const third = (z * polynomial([3, 19, 17, -15], square)) / 384;
  const fourth = (z * polynomial([79, 776, 1_482, -1_920, -945], square)) / 92_160;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3 + fourth / degrees ** 4;
}
