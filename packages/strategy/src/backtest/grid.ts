/** A parameter and the values that it is tried with, at least one. */
export interface GridAxis {
  readonly name: string;
  readonly values: readonly number[];
}

/** How many combinations a grid has: 1 without axes, 0 with one that has no values. */
export function gridSize(axes: readonly GridAxis[]): number {
  return axes.reduce((size, axis) => size * axis.values.length, 1);
}

/**
 * The combination of a number from 0 to `gridSize - 1`: the last axis changes fastest. A sweep that was stopped goes on
 * from the number that it had reached. Throws RangeError on a number outside of the grid.
 */
export function gridPoint(axes: readonly GridAxis[], index: number): Readonly<Record<string, number>> {
  const size = gridSize(axes);
  if (!Number.isInteger(index) || index < 0 || index >= size)
    throw new RangeError(`The grid has ${size} combinations, 0 to ${size - 1}; there is no ${index}.`);
  let rest = index;
  const chosen = axes.toReversed().map(({ name, values }): readonly [string, number] => {
    const value = values[rest % values.length] ?? Number.NaN;
    rest = Math.floor(rest / values.length);
    return [name, value];
  });
  return Object.fromEntries(chosen.toReversed());
}
