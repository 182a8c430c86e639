import { chromium, type Browser, type Page } from "playwright";
import { UserError } from "../../../machine/user-error.ts";
import { freePort } from "../../../machine/ports.ts";
import { BROWSER_ARGS } from "../../find-browser.ts";
import { RoomPage } from "../../room-page.ts";

type Devtools = readonly ["devtools-messages" | "devtools-timing", Buffer];

/**
 * Chromium's own developer tools, which it serves at its debugging port, look at the chat in another window: the packets of a
 * WebSocket, and how long a poll waited.
 * @throws {UserError} where this Chromium comes without them.
 */
export async function takeDevtools(executablePath: string, url: string): Promise<Devtools[]> {
  const port = await freePort();
  const debugging = `127.0.0.1:${port}`;
  const args = [...BROWSER_ARGS, `--remote-debugging-port=${port}`, `--remote-allow-origins=http://${debugging}`];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const { status } = await fetch(`http://${debugging}/devtools/inspector.html`);
    if (status !== 200) throw new UserError("this Chromium has no developer tools; set CHROMIUM_PATH to a whole one");
    const messages = await look(browser, debugging, url, {
      transport: "websocket",
      kind: "Socket",
      request: "transport=websocket",
      tab: "Messages",
    });
    const timing = await look(browser, debugging, url, {
      transport: "polling",
      kind: "Fetch/XHR",
      request: "sid=",
      tab: "Timing",
    });
    return [
      ["devtools-messages", messages],
      ["devtools-timing", timing],
    ];
  } finally {
    await browser.close();
  }
}

async function look(
  browser: Browser,
  debugging: string,
  url: string,
  how: { transport: "websocket" | "polling"; kind: string; request: string; tab: string },
): Promise<Buffer> {
  const { transport, kind, request, tab } = how;
  const seen = new RoomPage(await (await browser.newContext()).newPage(), "Ada", "lobby");
  await seen.open(url, transport);
  await seen.isIn();
  const devtools = await openDevtools(browser, debugging, seen.page.url());
  await devtools.getByText(kind, { exact: true }).first().click();
  await seen.reload();
  await seen.say("hello from Ada");
  await devtools
    .locator("tr")
    .filter({ hasText: request })
    .first()
    .click({ position: { x: 60, y: 8 } });
  await devtools.getByRole("tab", { name: tab }).click();
  if (transport === "websocket") await devtools.getByText("message:sent").first().waitFor();
  else await devtools.getByText("Waiting for server response").first().waitFor();
  const screenshot = await devtools.screenshot();
  await seen.page.context().close();
  await devtools.context().close();
  return screenshot;
}

async function openDevtools(browser: Browser, debugging: string, url: string): Promise<Page> {
  const targets = (await (await fetch(`http://${debugging}/json/list`)).json()) as { id: string; url: string }[];
  const id = targets.find((target) => target.url === url)?.id;
  if (id === undefined) throw new Error(`no target shows ${url}`);
  const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
  const page = await context.newPage();
  // Without the picture of the page beside it.
  await page.addInitScript(() => (localStorage["screencast-enabled"] = "false"));
  await page.goto(`http://${debugging}/devtools/inspector.html?ws=${debugging}/devtools/page/${id}&panel=network`);
  await page.getByRole("tab", { name: "Network" }).click();
  return page;
}
