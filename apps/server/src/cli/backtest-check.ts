/** Where two values of JSON differ, as paths (`parts.0.signals`), in order; empty when they are equal. */
export function differingPaths(first: unknown, second: unknown, path = ""): string[] {
  if (Object.is(first, second)) return [];
  if (!isObject(first) || !isObject(second)) return [path === "" ? "everything" : path];
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return names.flatMap((name) =>
    differingPaths(first[name], second[name], path === "" ? name : `${path}.${name}`),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
