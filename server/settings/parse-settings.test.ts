import { describe, expect, test } from "vitest";
import { parseSettings } from "./parse-settings.ts";
import { defaultSettings, SETTINGS } from "./settings.ts";
import { usage } from "./usage.ts";

test("nothing set is the defaults, and an empty variable is not set", () => {
  expect(parseSettings({})).toEqual({ ok: true, settings: defaultSettings() });
  expect(parseSettings({ PORT: "", CORS_ORIGINS: "", INSTANCE: undefined, HOME: "/x" })).toEqual(parseSettings({}));
});

describe("a variable", () => {
  test.each([
    ["PORT", "0", { port: 0 }],
    ["PORT", "65535", { port: 65_535 }],
    ["HOST", "0.0.0.0", { host: "0.0.0.0" }],
    ["HOST", "::1", { host: "::1" }],
    ["INSTANCE", "chat-1", { instance: "chat-1" }],
    ["LOG_LEVEL", "debug", { logLevel: "debug" }],
    ["LOG_TEXT", "1", { logText: true }],
    ["LOG_TEXT", "0", { logText: false }],
    ["CONTROL_URL", "http://127.0.0.1:8001/", { controlUrl: "http://127.0.0.1:8001" }],
    ["CORS_ORIGINS", "https://a.example, http://b:81", { corsOrigins: ["https://a.example", "http://b:81"] }],
    ["DRAIN_MS", "0", { drainMs: 0 }],
  ])("%s=%j is read", (env, text, expected) => {
    expect(parseSettings({ [env]: text })).toMatchObject({ ok: true, settings: expected });
  });

  test.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80a"],
    ["PORT", "1e3"],
    ["PORT", " 80"],
    ["PORT", "0x50"],
    ["PORT", "9".repeat(40)],
    ["HOST", "a b"],
    ["INSTANCE", "chat 1"],
    ["INSTANCE", "x".repeat(65)],
    ["STATE", "disk"],
    ["LOG_LEVEL", "loud"],
    ["LOG_TEXT", "yes"],
    ["LOG_TEXT", "constructor"],
    ["CONTROL_URL", "127.0.0.1:8001"],
    ["CONTROL_URL", "http://127.0.0.1:8001/path"],
    ["CONTROL_URL", "javascript:alert(1)"],
    ["CORS_ORIGINS", "*"],
    ["CORS_ORIGINS", "https://a.example,"],
    ["CORS_ORIGINS", "https://a.example/page"],
    ["PING_INTERVAL_MS", "2147483648"],
    ["TEXT_LENGTH", "0"],
  ])("%s=%j is refused with its name, its value and what is allowed", (env, text) => {
    const parsed = parseSettings({ [env]: text });
    expect(parsed).toMatchObject({ ok: false });
    if (parsed.ok) return;
    expect(parsed.complaints).toHaveLength(1);
    expect(parsed.complaints[0]).toContain(`${env}=${JSON.stringify(text)}: allowed is `);
    expect(parsed.complaints[0]).not.toContain("\n");
  });
});

test("a complaint does not tell the password of a URL", () => {
  const parsed = parseSettings({ REDIS_URL: "http://user:secret@cache" });
  expect(parsed).toEqual({
    ok: false,
    complaints: [expect.stringContaining('REDIS_URL="http://***@cache": allowed is')],
  });
});

test("all complaints come at once", () => {
  const parsed = parseSettings({ PORT: "x", STATE: "y", LOG_TEXT: "2" });
  expect(parsed.ok ? [] : parsed.complaints.map((line) => line.split("=")[0])).toEqual(["PORT", "STATE", "LOG_TEXT"]);
});

test("a message that is allowed must fit into a packet that is allowed", () => {
  expect(parseSettings({ TEXT_LENGTH: "50000" })).toMatchObject({
    ok: false,
    complaints: [expect.stringContaining("MAX_PAYLOAD_BYTES")],
  });
  expect(parseSettings({ TEXT_LENGTH: "50000", MAX_PAYLOAD_BYTES: "301000" }).ok).toBe(true);
});

test("the help names every variable, once, with its default", () => {
  for (const { env, fallback } of Object.values(SETTINGS)) {
    expect(usage().match(new RegExp(`^  ${env}\\b`, "gm"))).toEqual([`  ${env}`]);
    expect(usage()).toContain(typeof fallback === "number" ? `${env}=${fallback}\n` : env);
  }
  const names = Object.values(SETTINGS).map(({ env }) => env);
  expect(new Set(names).size).toBe(names.length);
});
