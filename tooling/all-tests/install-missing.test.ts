import { expect, it } from "vitest";
import type { Extra } from "./extras.ts";
import { installMissing } from "./install-missing.ts";

interface MachineOf {
  /** What is there before. */
  there?: string[];
  /** What cannot be had: the last word of the command that would bring it. */
  unknown?: string[];
  canAptGet?: boolean;
  /** Libraries without which Playwright's own browser does not start. */
  needsLibraries?: boolean;
}

/** Installs into a machine of words. */
async function installInto({ there = [], unknown = [], canAptGet = true, needsLibraries = false }: MachineOf) {
  const has = new Set(there);
  const asked: string[] = [];
  const said: string[] = [];
  const extra = (name: string, debian: string | null): Extra => ({
    name,
    debian,
    isThere: () => has.has(name),
    how: "",
  });
  const browser = await installMissing(
    [extra("Redis", "redis-server"), extra("nginx", "nginx-light"), extra("Docker", null)],
    {
      canAptGet,
      canInstallLibraries: true,
      say: (line) => said.push(line.replace(/ \(\d+ s\)$/, "")),
      findBrowser: () => {
        const own = has.has("own") && (!needsLibraries || has.has("libraries"));
        return Promise.resolve(
          own ? "own" : (["chromium-headless-shell", "chromium"].find((name) => has.has(name)) ?? null),
        );
      },
      run: (command, args) => {
        const what = args.includes("install-deps") ? "libraries" : command === "npx" ? "own" : args.at(-1)!;
        asked.push(`${command} ${what}`);
        if (unknown.includes(what)) return Promise.resolve(`E: Unable to locate ${what}`);
        has.add({ "redis-server": "Redis", "nginx-light": "nginx" }[what] ?? what);
        return Promise.resolve(null);
      },
    },
  );
  return { browser, asked, said };
}

it("installs nothing, and says nothing, where everything is there", async () => {
  expect(await installInto({ there: ["own", "Redis", "nginx"] })).toEqual({ browser: "own", asked: [], said: [] });
});

it("gets Playwright's own browser, and each program by itself with a line for each", async () => {
  expect(await installInto({ unknown: ["redis-server"] })).toEqual({
    browser: "own",
    asked: ["npx own", "apt-get -qq", "apt-get redis-server", "apt-get nginx-light"],
    said: [
      "installed Playwright's Chromium",
      "installed Debian's list of packages",
      "could not install redis-server: E: Unable to locate redis-server",
      "installed nginx-light",
    ],
  });
});

it("gets Debian's Chromium where Playwright's cannot be had", async () => {
  const there = ["Redis", "nginx"];
  const { browser, asked } = await installInto({ there, unknown: ["own"] });
  expect(browser).toBe("chromium-headless-shell");
  expect(asked).toEqual(["npx own", "apt-get -qq", "apt-get chromium-headless-shell"]);
  const older = await installInto({ there, unknown: ["own", "chromium-headless-shell"] });
  expect(older.browser).toBe("chromium");
});

it("gets the libraries of Playwright's browser when it does not start", async () => {
  const { browser, asked } = await installInto({ there: ["Redis", "nginx"], needsLibraries: true });
  expect(browser).toBe("own");
  expect(asked).toEqual(["npx own", "npx libraries"]);
});

it("leaves packages alone where it may not install them", async () => {
  const { browser, asked } = await installInto({ canAptGet: false, unknown: ["own"] });
  expect(browser).toBeNull();
  expect(asked).toEqual(["npx own"]);
});
