import { UserError } from "../user-error.ts";

export function wholeNumber(option: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UserError(`${option} is "${value}"; allowed: a whole number from ${least} to ${most}`);
}
