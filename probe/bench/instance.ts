import { SERVER_ENTRY } from "../../machine/build/build.ts";
import { startChild } from "../../machine/processes/start-child.ts";
import { putApart } from "./cores.ts";
import type { Server } from "./node-process.ts";

const START_TIMEOUT_MS = 30_000;
/** Everybody comes from one address and talks without a break; all else is as it is by default, the log too. */
const LIMITS = {
  MESSAGES_PER_SECOND: "1000000",
  MESSAGES_BURST: "1000000",
  REQUESTS_PER_SECOND: "100000",
  REQUESTS_BURST: "100000",
  MEMBERS_PER_ROOM: "10000",
  UNJOINED_PER_ADDRESS: "10000",
  NEW_ROOMS_PER_MINUTE: "100000",
  NEW_ROOMS_PER_ADDRESS: "100000",
};

/** The chat, as it is built. */
export async function startInstance({
  env = {},
  nodeOptions = [],
}: { env?: Record<string, string>; nodeOptions?: readonly string[] } = {}): Promise<Server> {
  const child = startChild(process.execPath, [...nodeOptions, SERVER_ENTRY], {
    name: "the instance",
    env: { ...process.env, ...LIMITS, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "info", ...env },
    ipc: true,
  });
  const port = await child.ready(
    (line) => {
      const [, found] = /"port":(\d+).*"msg":"listening"/.exec(line) ?? [];
      return found === undefined ? null : Number(found);
    },
    START_TIMEOUT_MS,
    "listen",
  );
  putApart(child.pid!);
  return {
    name: "instance",
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid!,
    close: async () => {
      child.signal("SIGKILL");
      await child.ended;
    },
  };
}
