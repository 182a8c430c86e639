import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { PlaywrightWorkerArgs } from "@playwright/test";
import { makeCertificate } from "../machine/certificates/make-certificate.ts";
import { BROWSER_ARGS } from "./find-browser.ts";
import { expect, test } from "./fixtures.ts";

// The commonest report about Socket.IO behind an ALB: the page is on one site, the chat on another, and stickiness is on.

const CLIENT = readFileSync(
  path.join(
    path.dirname(createRequire(import.meta.url).resolve("socket.io-client/package.json")),
    "dist/socket.io.min.js",
  ),
);
const PAGE = `<!doctype html><title>another site</title><script src="/socket.io.js"></script><script>
  const { url, withCredentials } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  window.seen = { connected: 0, failed: 0, pongs: 0 };
  const socket = io(url, { transports: ["polling"], withCredentials, reconnectionDelay: 20, reconnectionDelayMax: 50 });
  socket.on("connect", () => (seen.connected += 1));
  socket.on("connect_error", () => (seen.failed += 1));
  socket.on("disconnect", () => (seen.failed += 1));
  socket.io.on("ping", () => (seen.pongs += 1));
</script>`;

const serve: RequestListener = (request, response) => {
  if (request.url === "/socket.io.js") response.setHeader("Content-Type", "text/javascript").end(CLIENT);
  else response.setHeader("Content-Type", "text/html").end(PAGE);
};

/** The other site, by HTTP and by HTTPS. */
async function startOtherSite() {
  const { cert, key } = await makeCertificate(["page.localhost"]);
  const servers = [createHttpServer(serve), createHttpsServer({ cert, key }, serve)];
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      return (server.address() as AddressInfo).port;
    }),
  );
  return {
    http: `http://page.localhost:${ports[0]}`,
    https: `https://page.localhost:${ports[1]}`,
    close: () => servers.map((server) => (server.closeAllConnections(), server.close())),
  };
}

type Playwright = PlaywrightWorkerArgs["playwright"];

interface Seen {
  connected: number;
  failed: number;
  pongs: number;
}

/**
 * Opens the page in a browser with a profile of its own: a private window, which Playwright's other contexts are, blocks
 * third-party cookies in any case. Chromium's preference blocks them where it has one, its headless shell by the protocol.
 */
async function openPage(playwright: Playwright, site: string, told: object, blocksThirdParties: boolean) {
  const profile = await mkdtemp(path.join(tmpdir(), "cross-site-"));
  await mkdir(path.join(profile, "Default"));
  const preferences = { profile: { cookie_controls_mode: blocksThirdParties ? 1 : 0 } };
  await writeFile(path.join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  const executablePath = process.env["CHROMIUM_PATH"];
  const context = await playwright.chromium.launchPersistentContext(profile, {
    ignoreHTTPSErrors: true,
    args: BROWSER_ARGS,
    ...(executablePath && { executablePath }),
  });
  const page = await context.newPage();
  if (blocksThirdParties) {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCookieControls", { enableThirdPartyCookieRestriction: true });
  }
  await page.goto(`${site}/#${encodeURIComponent(JSON.stringify(told))}`);
  return {
    seen: () => page.evaluate<Seen>("seen"),
    cookies: (url: string) => context.cookies(url),
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

test("a page on another site: only HTTPS, withCredentials and allowed third-party cookies together make it sticky", async ({
  startLab,
  playwright,
}) => {
  test.slow();
  const other = await startOtherSite();
  try {
    const lab = await startLab({
      https: { port: 0, files: null },
      env: {
        CORS_ORIGINS: `${other.http},${other.https}`,
        ALLOWED_HOSTS: "chat.localhost",
        PING_INTERVAL_MS: "500",
        PING_TIMEOUT_MS: "20000",
      },
    });
    const counts = () => {
      const { RequestCount, NonStickyRequestCount } = lab.balancer.state().metrics;
      return { requests: RequestCount, nonSticky: NonStickyRequestCount };
    };
    const at = (url: string) => url.replace("localhost", "chat.localhost");

    for (const [over, withCredentials, blocksThirdParties] of [
      ["http", false, false],
      ["http", true, false],
      ["https", false, false],
      ["https", true, true],
    ] as const) {
      await test.step(`${over}, withCredentials ${withCredentials}, third-party cookies blocked: ${blocksThirdParties}`, async () => {
        const before = counts();
        const url = at(over === "http" ? lab.url : lab.https!.url);
        const page = await openPage(playwright, other[over], { url, withCredentials }, blocksThirdParties);
        await expect.poll(async () => (await page.seen()).failed).toBeGreaterThan(3);
        expect((await page.seen()).connected).toBe(0);
        await page.close();
        // Not one of its requests carried a cookie that was worth anything.
        await expect.poll(() => counts().nonSticky - before.nonSticky).toBe(counts().requests - before.requests);
        expect(counts().requests - before.requests).toBeGreaterThan(3);
      });
    }

    const before = counts();
    const told = { url: at(lab.https!.url), withCredentials: true };
    const page = await openPage(playwright, other.https, told, false);
    // Polls for as long as the server pings five times: every one of them comes to the instance that holds the session.
    await expect.poll(async () => (await page.seen()).pongs, { timeout: 20_000 }).toBeGreaterThan(4);
    expect(await page.seen()).toMatchObject({ connected: 1, failed: 0 });
    const after = counts();
    expect(after.nonSticky - before.nonSticky).toBe(1);
    expect(after.requests - before.requests).toBeGreaterThan(5);
    // AWSALB, which has no SameSite, does not go to another site.
    expect(
      (await page.cookies(at(lab.https!.url))).map(({ name, secure, sameSite }) => ({ name, secure, sameSite })),
    ).toEqual([{ name: "AWSALBCORS", secure: true, sameSite: "None" }]);
    await page.close();
  } finally {
    other.close();
  }
});
