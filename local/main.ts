import { spawn } from "node:child_process";
import { startCluster, type Cluster } from "./cluster.ts";
import { HELP, parseOptions } from "./options.ts";
import { startFailure } from "./start-failure.ts";
import { readOptions } from "./command-line/read-options.ts";
import { refuse } from "./command-line/refuse.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = readOptions(parseOptions);
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const labOptions = { ...options.cluster, onProgress: say };

/** Loads AWS's SDK, which nobody else needs. */
async function startFollowed(follow: { url: string; loadBalancer: string | undefined }): Promise<Cluster> {
  const { startFollowedCluster } = await import("./aws/start-followed-cluster.ts");
  const region = process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"] || "us-east-1";
  return startFollowedCluster({ ...follow, region, cluster: labOptions, say });
}

let cluster: Cluster | null = null;
let stopping = false;
const stop = () => {
  // The warden ends the instances when we go without having closed them.
  if (stopping || !cluster) process.exit(cluster ? 1 : 130);
  stopping = true;
  cluster.close().then(
    () => process.exit(0),
    (error: unknown) => {
      say(String(error));
      process.exit(1);
    },
  );
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

try {
  cluster = options.follow ? await startFollowed(options.follow) : await startCluster(labOptions);
} catch (error) {
  const sentence = startFailure(error, options.cluster);
  if (sentence) refuse(sentence);
  throw error;
}

const page = cluster.url;
const change = options.follow
  ? `The API at ${options.follow.url} decides over stickiness and instances; what changes there changes here, and is said here.`
  : "The switch at the foot of the page turns stickiness off and on.";
say(`
  Open the chat in two browsers: the second can be a private window, or ${page.replace("localhost", "127.0.0.1")} (another host has another cookie).
  ${change} Logs are in ${options.cluster.logDir}/. Ctrl-C stops all of it.
`);
process.stdout.write(`ready ${page} (control API ${cluster.controlUrl})\n`);
if (options.open) {
  const [opener = "", ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start"] }[process.platform as string] ?? [
    "xdg-open",
  ];
  spawn(opener, [...args, page], { stdio: "ignore", detached: true })
    .on("error", () => say(`could not run ${opener}; open ${page} yourself`))
    .unref();
}
