import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Browser } from "playwright";
import { prettyEntry } from "../../../lab/log-reader/pretty-entry.ts";
import { readEntry } from "../../../lab/log-reader/read-entry.ts";
import { startLab, type Lab } from "../../../lab/start-lab.ts";
import { UserError } from "../../../machine/user-error.ts";
import { keepTalking } from "../../../observability/keep-talking.ts";
import { findPrometheus, startPrometheus } from "../../../observability/start-prometheus.ts";
import { toolPictureFile, type ToolPicture } from "../picture-files.ts";
import { RoomPage } from "../../room-page.ts";
import { writePicture } from "../write-picture.ts";
import { answerPanels } from "./answer-panels.ts";
import { attributesHtml } from "./attributes-html.ts";
import { dashboardHtml } from "./dashboard-html.ts";
import { takeDevtools } from "./take-devtools.ts";
import { terminalHtml } from "./terminal-html.ts";

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, "../../..");
const NEWER = path.join(ROOT, "tooling/bootstrap/run-entry.js");
/** Long enough that a dashboard has something to show, with each change in its own part of it. */
const CALM_MS = 20_000;

interface ToolPicturesOptions {
  browser: Browser;
  executablePath: string;
  out: string;
  say(line: string): void;
}

/**
 * The pictures of what stands beside the page: attributes, tests, logs, the dashboard, developer tools.
 * @returns the bytes written.
 * @throws {UserError} without a Prometheus.
 */
export async function takeToolPictures({ browser, executablePath, out, say }: ToolPicturesOptions): Promise<number> {
  let total = 0;
  const keep = async (picture: ToolPicture, screenshot: Buffer) => {
    const bytes = await writePicture(screenshot, path.join(out, toolPictureFile(picture)));
    total += bytes;
    say(`${picture}: ${Math.round(bytes / 1_000)} kB`);
  };
  const draw = async (picture: ToolPicture, html: string) => {
    const page = await browser.newPage({ deviceScaleFactor: 1.25, viewport: { width: 800, height: 200 } });
    await page.setContent(html);
    await keep(picture, await page.locator("body").screenshot());
    await page.close();
  };

  const folder = await mkdtemp(path.join(tmpdir(), "pictures-"));
  const lab = await startLab({
    logDir: path.join(folder, "logs"),
    balancer: { shortDurations: true, healthCheck: { intervalSeconds: 1, timeoutSeconds: 1 } },
  });
  try {
    await draw("attributes", attributesHtml(lab.balancer.state().targetGroup.attributes));
    await draw("logs", await logsHtml(lab, browser, path.join(folder, "logs")));
    for (const [picture, screenshot] of await takeDevtools(executablePath, lab.url)) await keep(picture, screenshot);
    await draw("dashboard", await watchDashboard(lab));
  } finally {
    await lab.close();
    await rm(folder, { recursive: true });
  }
  await draw("tests", await testsHtml(executablePath));
  return total;
}

/** Ada and Bo on two instances, as their logs tell of one room. */
async function logsHtml(lab: Lab, browser: Browser, logDir: string): Promise<string> {
  for (const [name, instance] of [
    ["Ada", "chat-1"],
    ["Bo", "chat-2"],
  ] as const) {
    const context = await browser.newContext();
    const cookies = lab.balancer.issueStickinessCookies(instance)!;
    await context.addCookies([{ name: "AWSALB", value: cookies.AWSALB, url: lab.url }]);
    const person = new RoomPage(await context.newPage(), name, "lobby");
    await person.open(lab.url);
    await person.isIn();
    await person.say(`this is ${name}`);
    await context.close();
  }
  const args = ["--room", "lobby", "--log-dir", logDir];
  const print = prettyEntry(true);
  const { stdout } = await run(process.execPath, [NEWER, path.join(ROOT, "lab/log-reader/main.ts"), ...args]);
  const entries = stdout
    .trim()
    .split("\n")
    .flatMap((line) => readEntry(line) ?? []);
  return terminalHtml({
    command: "npm run logs -- --room lobby",
    written: entries.map(print).join(""),
    made: "What the command printed about two people in one room, on two instances. Drawn by npm run pictures; not a picture of a terminal.",
  });
}

/** People talk; then stickiness goes off, then on; then an instance is killed, and comes back. */
async function watchDashboard(lab: Lab): Promise<string> {
  const program = findPrometheus();
  if (program === null)
    throw new UserError("the dashboard's picture needs prometheus; sudo apt-get install prometheus");
  const prometheus = await startPrometheus(program, lab.controlUrl);
  let isOver = false;
  const talk = keepTalking(lab, () => isOver);
  const modify = (enabled: boolean) =>
    fetch(`${lab.controlUrl}/target-group/attributes`, {
      method: "PATCH",
      body: JSON.stringify({ "stickiness.enabled": String(enabled) }),
    });
  try {
    await sleep(CALM_MS / 2);
    const from = Math.floor(Date.now() / 1_000);
    await sleep(CALM_MS);
    await modify(false);
    await sleep(CALM_MS);
    await modify(true);
    await sleep(CALM_MS / 2);
    await lab.kill("chat-2");
    await sleep(CALM_MS);
    await lab.restart("chat-2");
    await sleep(CALM_MS);
    const time = { from, to: Math.floor(Date.now() / 1_000) };
    const { title, panels } = await answerPanels(prometheus, time);
    return dashboardHtml(title, panels, time);
  } finally {
    isOver = true;
    await talk;
    await prometheus.close();
  }
}

/** The browser tests with stickiness off and on, as they ran. */
async function testsHtml(executablePath: string): Promise<string> {
  const names = ["stickiness-off.spec", "stickiness-on.spec"];
  const env = { ...process.env, CHROMIUM_PATH: executablePath, FORCE_COLOR: "1" };
  const { stdout } = await run(process.execPath, [NEWER, path.join(ROOT, "e2e/main.ts"), ...names, "--workers=1"], {
    cwd: ROOT,
    env,
    maxBuffer: 10_000_000,
  });
  return terminalHtml({
    command: `npm run e2e -- ${names.join(" ")}`,
    written: stdout.trim(),
    made: "What the command printed. Drawn by npm run pictures; not a picture of a terminal.",
  });
}
