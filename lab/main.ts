import { spawn } from "node:child_process";
import { startLab, type Lab } from "./start-lab.ts";
import { HELP, parseOptions } from "./options.ts";
import { startFailure } from "./start-failure.ts";
import { readOptions } from "../machine/commands/read-options.ts";
import { refuse } from "../machine/commands/refuse.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = readOptions(parseOptions);
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const labOptions = { ...options.lab, onProgress: say };

/** Loads AWS's SDK, which nobody else needs. */
async function startFollowed(follow: { url: string; loadBalancer: string | undefined }): Promise<Lab> {
  const { startFollowedLab } = await import("./follow/start-followed-lab.ts");
  const region = process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"] || "us-east-1";
  return startFollowedLab({ ...follow, region, lab: labOptions, say });
}

let lab: Lab | null = null;
let stopping = false;
const stop = () => {
  // The childGuard ends the instances when we go without having closed them.
  if (stopping || !lab) process.exit(lab ? 1 : 130);
  stopping = true;
  lab.close().then(
    () => process.exit(0),
    (error: unknown) => {
      say(String(error));
      process.exit(1);
    },
  );
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

try {
  lab = options.follow ? await startFollowed(options.follow) : await startLab(labOptions);
} catch (error) {
  const sentence = startFailure(error, options.lab);
  if (sentence) refuse(sentence);
  throw error;
}

const page = lab.url;
const change = options.follow
  ? `The API at ${options.follow.url} decides over stickiness and instances; what changes there changes here, and is said here.`
  : "The switch at the foot of the page turns stickiness off and on.";
say(`
  Open the chat in two browsers: the second can be a private window, or ${page.replace("localhost", "127.0.0.1")} (another host has another cookie).
  ${change} Logs are in ${options.lab.logDir}/. Ctrl-C stops all of it.
`);
process.stdout.write(`ready ${page} (control API ${lab.controlUrl})\n`);
if (options.open) {
  const [opener = "", ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start"] }[process.platform as string] ?? [
    "xdg-open",
  ];
  spawn(opener, [...args, page], { stdio: "ignore", detached: true })
    .on("error", () => say(`could not run ${opener}; open ${page} yourself`))
    .unref();
}
