import { expect, it } from "vitest";
import { HeaderFields } from "../headers/header-fields.ts";
import { appStickinessCookies, setsCookie } from "./app-cookie.ts";

const AT = Date.UTC(2026, 3, 5, 2, 7, 14);
const END = "; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/";
const CHROME = (version: number) =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;

it("are four, the first of which says all (R2.4)", () => {
  expect(appStickinessCookies("v+/", AT, "curl/8.0")).toEqual([
    `AWSALBAPP-0=v+/${END}`,
    `AWSALBAPP-1=_remove_${END}`,
    `AWSALBAPP-2=_remove_${END}`,
    `AWSALBAPP-3=_remove_${END}`,
  ]);
});

it("say _remove_ all four when the application's cookie is not in play (R2.4)", () => {
  const names = [0, 1, 2, 3].map((shard) => `AWSALBAPP-${shard}=_remove_${END}`);
  expect(appStickinessCookies(null, AT, "curl/8.0")).toEqual(names);
});

it.each([
  [CHROME(79), false],
  [CHROME(80), true],
  [CHROME(131), true],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", false],
  ["", false],
])("for %s go across sites: %s (R2.5)", (userAgent, across) => {
  const lines = appStickinessCookies("v", AT, userAgent);
  expect(lines.map((line) => line.endsWith("; SameSite=None; Secure"))).toEqual(Array<boolean>(4).fill(across));
});

it.each([
  [["Set-Cookie", "io=abc; Path=/"], true],
  [["set-cookie", "a=1", "SET-COOKIE", "io="], true],
  [["Set-Cookie", "ios=abc"], false],
  [["Set-Cookie", "IO=abc"], false],
  [["Set-Cookie", "io"], false],
  [["Cookie", "io=abc"], false],
])("an answer with %j sets io: %s (R2.2)", (flat, expected) => {
  expect(setsCookie(HeaderFields.of(flat), "io")).toBe(expected);
});
