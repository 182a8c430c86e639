import { UserError } from "../user-error.ts";

export function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UserError(`${option} is "${value}"; allowed: ${allowed.join(", ")}`);
}
