import type { z } from "zod";
import type { ControlError } from "../../protocol/control/state.ts";

/** A request that cannot be answered as it is. What it repeats of the request is cut short. */
export class BadRequestError extends Error {
  override name = "BadRequestError";
  readonly error: ControlError["error"];
  constructor({ message, key, value, allowed }: ControlError["error"]) {
    const long = [key, value].filter((given) => typeof given === "string" && given.length > SHOWN) as string[];
    const short = long.reduce((text, given) => text.replaceAll(given, `${given.slice(0, SHOWN)}…`), message);
    super(short);
    this.error = {
      message: short,
      ...(key !== undefined && { key: key.slice(0, SHOWN) }),
      ...(value !== undefined && asJson(value).length <= MAX_REPEATED_BYTES && { value }),
      ...(allowed !== undefined && { allowed }),
    };
  }
}

const SHOWN = 100;
/** A value that is longer than this, or nested too deep to be written, is not repeated. */
const MAX_REPEATED_BYTES = 1_000;

/**
 * A request's body as its schema reads it; no body is an empty object.
 * @throws {BadRequestError} that names the first field that is wrong, its value and what is allowed.
 */
export function readBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(body ?? {});
  if (success) return data;
  const issue = error.issues[0]!;
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const allowed = Object.keys((schema as unknown as z.ZodObject).shape).join(", ");
    throw new BadRequestError({ key, allowed, message: `"${key}" is not known; allowed: ${allowed}` });
  }
  const allowed = allowedBy(issue);
  const key = issue.path.join(".");
  if (key === "") throw new BadRequestError({ allowed, message: `the body is ${shown(body)}; allowed: ${allowed}` });
  const value = issue.path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown>)[name], body);
  throw new BadRequestError({ key, value, allowed, message: `"${key}" is ${shown(value)}; allowed: ${allowed}` });
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const json = asJson(value);
  return json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json;
}

/** What is nested so deep that JSON cannot be written of it gives lists without an end. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "[".repeat(MAX_REPEATED_BYTES + 1);
  }
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("allowed: ")) return issue.message.slice("allowed: ".length);
  switch (issue.code) {
    case "invalid_value":
      return issue.values.join(", ");
    case "too_big":
      return issue.origin === "string" ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    case "too_small":
      return issue.origin === "string" ? `at least ${issue.minimum} character` : `at least ${issue.minimum}`;
    case "invalid_type":
      return NAMES[issue.expected] ?? issue.expected;
    default:
      return issue.message;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a string",
  boolean: "true, false",
  object: "a JSON object",
  record: "a JSON object",
};
