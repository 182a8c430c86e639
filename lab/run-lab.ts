import { spawn } from "node:child_process";
import { buildProgramsBeside } from "../machine/build/build-programs-beside.ts";
import { howToTrust } from "../machine/certificates/prepare-certificate.ts";
import { closeOnSignals } from "../machine/processes/close-on-signals.ts";
import { announceStandIn, sharedCookiesSentence } from "../machine/running-stand-ins.ts";
import { loadFollowing, regionOf } from "./follow/load-following.ts";
import type { FollowAsked } from "./follow/read-follow.ts";
import type { LabCommandOptions } from "./options.ts";
import { startFailure } from "./start-failure.ts";
import { startLab, type Lab } from "./start-lab.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Runs the lab until a signal ends it; says on stdout when it is ready, and on stderr what it does. */
export async function runLab({ open, follow, lab: asked }: LabCommandOptions): Promise<void> {
  const labOptions = { ...asked, onProgress: say };
  const started = closeOnSignals();
  const lab = await (follow ? startFollowed(follow) : startLab(labOptions)).catch((error: unknown) => {
    throw startFailure(error, asked);
  });
  const running = announceStandIn(lab.url);
  const building = buildProgramsBeside(say);
  started({
    async close() {
      running.close();
      await building.close();
      await lab.close();
    },
  });

  async function startFollowed(followed: FollowAsked): Promise<Lab> {
    const { startFollowedLab } = await loadFollowing(() => import("./follow/start-followed-lab.ts"));
    const region = regionOf(process.env);
    return startFollowedLab({ ...followed, region, lab: labOptions, say });
  }

  const page = lab.url;
  const change = follow
    ? `The API at ${follow.url} decides over stickiness and instances; what changes there changes here, and is said here.`
    : "The switch at the foot of the page turns stickiness off and on.";
  say(`
  Open the chat in two browsers: the second can be a private window, or ${page.replace("localhost", "127.0.0.1")} (another host has another cookie).
  ${change} Logs are in ${asked.logDir}/. Ctrl-C stops all of it.
`);
  if (lab.https) say(howToTrust(lab.https.url, lab.https.caFile));
  const warning = sharedCookiesSentence(page, running.others);
  if (warning) say(`${warning}\n`);
  const pages = [page, ...(lab.https ? [lab.https.url] : [])].join(" and ");
  process.stdout.write(`ready ${pages} (control API ${lab.controlUrl})\n`);
  if (open) openBrowser(page);
}

function openBrowser(page: string): void {
  const [opener = "", ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start"] }[process.platform as string] ?? [
    "xdg-open",
  ];
  spawn(opener, [...args, page], { stdio: "ignore", detached: true })
    .on("error", () => say(`could not run ${opener}; open ${page} yourself`))
    .unref();
}
