import { describe, expect, it } from "vitest";
import { stickinessCookies } from "./stickiness-cookie.ts";

describe("the lines that set it", () => {
  const handledAtMs = Date.UTC(2026, 3, 5, 2, 7, 14, 999);

  const expires = "Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/";

  it.each([
    ["AWSALB", "http", [`AWSALB=v+/; ${expires}`, `AWSALBCORS=v+/; ${expires}; SameSite=None`]],
    ["AWSALB", "https", [`AWSALB=v+/; ${expires}`, `AWSALBCORS=v+/; ${expires}; SameSite=None; Secure`]],
    ["AWSALBTG", "http", [`AWSALBTG=v+/; ${expires}`, `AWSALBTGCORS=v+/; ${expires}; SameSite=None`]],
    ["AWSALBTG", "https", [`AWSALBTG=v+/; ${expires}`, `AWSALBTGCORS=v+/; ${expires}; SameSite=None; Secure`]],
  ] as const)(
    "of %s over %s are two, seven days long, Secure over HTTPS only (R1.3, R1.4, R1.5)",
    (name, scheme, lines) => {
      expect(stickinessCookies(name, "v+/", handledAtMs, scheme)).toEqual(lines);
    },
  );
});
