/** `next`, with the parts of `last` that say the same; all of `last` when every part does. */
export function keepParts<T extends object>(last: T, next: T): T {
  let isSame = true;
  const kept = { ...next };
  for (const key of Object.keys(next) as (keyof T)[]) {
    if (isEqual(last[key], next[key])) kept[key] = last[key];
    else isSame = false;
  }
  return isSame ? last : kept;
}

/** Deep for what is small; a long list (the rows of a room) is the same array or it is not. */
const LONG = 200;

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && a.length > LONG) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
