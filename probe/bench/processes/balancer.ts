// Our balancer, as it is built, and with everything on: stickiness, an access log in a file, and somebody who
// reads the events.
// usage: balancer.ts TARGET LOG_FILE
import { pathToFileURL } from "node:url";
import { BALANCER_ENTRY } from "../../../machine/build/build-programs.ts";

const { startBalancer } = (await import(
  pathToFileURL(BALANCER_ENTRY).href
)) as typeof import("../../../alb/balancer.ts");

const [target = "", file = ""] = process.argv.slice(2);
const balancer = await startBalancer({
  targets: [target],
  targetGroupAttributes: { "stickiness.enabled": "true" },
  healthCheck: { path: "/", intervalSeconds: 30 },
  accessLog: { file, fileBytes: 10_000_000_000 },
});
let requests = 0;
balancer.events.on("event", ({ type }) => {
  if (type === "request") requests += 1;
});
await balancer.ready();
process.stdout.write(`listening ${balancer.port}\n`);
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => {
  void balancer.close().then(() => process.stdout.write(`requests ${requests}\n`, () => process.exit(0)));
});
