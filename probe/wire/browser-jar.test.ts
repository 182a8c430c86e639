import { describe, expect, it } from "vitest";
import { createBrowserJar, whyRefused } from "./browser-jar.ts";

const PLAIN = new URL("http://chat.example.com/socket.io/");
const SAFE = new URL("https://chat.example.com/socket.io/");
const LOCAL = new URL("http://localhost:3000/socket.io/");

describe("why a browser refuses a cookie", () => {
  it.each([
    { line: "a=1; Path=/", url: PLAIN, why: null },
    { line: "a=1; Path=/; SameSite=None", url: PLAIN, why: "SameSite=None without Secure" },
    { line: "a=1; Path=/; SameSite=None", url: SAFE, why: "SameSite=None without Secure" },
    { line: "a=1; Path=/; SameSite=None; Secure", url: SAFE, why: null },
    { line: "a=1; Path=/; Secure", url: PLAIN, why: "Secure, over plain http" },
    { line: "a=1; Path=/; Secure", url: LOCAL, why: null },
    { line: "a=1; Path=/app", url: PLAIN, why: "Path=/app does not cover /socket.io/" },
    { line: "a=1; Domain=other.example", url: PLAIN, why: "Domain=other.example is not chat.example.com" },
    { line: "a=1; Max-Age=0", url: PLAIN, why: "it has expired already" },
  ])("$line at $url: $why", ({ line, url, why }) => {
    expect(whyRefused(line, url)).toBe(why);
  });
});

it("a jar returns what a browser would return, the newest value of each name", () => {
  const jar = createBrowserJar();
  jar.take(["a=1; Path=/", "b=1; SameSite=None", "c=1; Path=/"], PLAIN);
  jar.take(["a=2; Path=/"], PLAIN);
  expect(jar.header(PLAIN)).toBe("a=2; c=1");
  expect(jar.header(new URL("http://other.example/"))).toBe("");
});

it("a jar for one cookie keeps but that one", () => {
  const jar = createBrowserJar({ only: "a" });
  jar.take(["a=1; Path=/", "c=1; Path=/"], PLAIN);
  expect(jar.header(PLAIN)).toBe("a=1");
});
