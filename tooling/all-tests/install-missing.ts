import type { Extra } from "./extras.ts";

/** What installing needs of the machine. */
export interface Installer {
  findBrowser(): Promise<string | null>;
  /** root, where apt-get is. */
  canAptGet: boolean;
  /** Whether programs may be installed with `playwright install-deps` without being asked for a password. */
  canInstallLibraries: boolean;
  /** Null when it went well, else its last words. */
  run(command: string, args: string[], env?: Record<string, string>): Promise<string | null>;
  say(line: string): void;
}

const PLAYWRIGHT = ["--no-install", "playwright"];
const APT_GET = ["-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq", "--no-install-recommends"];
/** Debian's, the one that costs less first. */
const BROWSERS = ["chromium-headless-shell", "chromium"];
/** A network that swallows packets is given up on early. */
const PATIENCE = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };

/**
 * Installs a browser and the programs that are missing, as far as this machine allows: each by itself, so that one
 * which cannot be had does not fail the rest, and each with a line that says so.
 * @returns the browser, null when there is still none.
 */
export async function installMissing(extras: readonly Extra[], installer: Installer): Promise<string | null> {
  const { canAptGet, canInstallLibraries, findBrowser, run, say } = installer;
  const install = async (what: string, command: string, args: string[], env?: Record<string, string>) => {
    const begun = performance.now();
    const failure = await run(command, args, env);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    say(failure === null ? `installed ${what} (${seconds} s)` : `could not install ${what}: ${failure}`);
    return failure === null;
  };

  let browser = await findBrowser();
  if (!browser && (await install("Playwright's Chromium", "npx", [...PLAYWRIGHT, "install", "chromium"], PATIENCE))) {
    browser = await findBrowser();
    if (!browser && canInstallLibraries) {
      await install("the libraries of Playwright's Chromium", "npx", [...PLAYWRIGHT, "install-deps", "chromium"]);
      browser = await findBrowser();
    }
  }

  const packages = extras.flatMap(({ debian, isThere }) => (debian !== null && !isThere() ? [debian] : []));
  if ((packages.length === 0 && browser) || !canAptGet) return browser;
  await install("Debian's list of packages", "apt-get", ["update", "-qq"]);
  const get = (name: string) =>
    install(name, "apt-get", [...APT_GET, ...name.split(" ")], { DEBIAN_FRONTEND: "noninteractive" });
  for (const name of browser ? [] : BROWSERS) {
    if (await get(name)) browser = await findBrowser();
    if (browser) break;
  }
  for (const name of packages) await get(name);
  return browser;
}
