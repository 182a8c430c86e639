import { fileURLToPath } from "node:url";
import { startChild } from "../../machine/processes/start-child.ts";
import { putApart } from "./cores.ts";

/** A server that is measured, or that stands behind one. */
export interface Server {
  name: string;
  url: string;
  port: number;
  pid: number;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/** Starts a file of `processes/`; it writes `listening PORT`, and ends with us. */
export async function startNode(
  name: string,
  file: string,
  {
    args = [],
    nodeOptions = [],
    apart = true,
  }: { args?: readonly string[]; nodeOptions?: readonly string[]; apart?: boolean } = {},
): Promise<Server> {
  const program = fileURLToPath(new URL(`processes/${file}`, import.meta.url));
  const child = startChild(process.execPath, [...nodeOptions, "--import", "tsx", program, ...args], {
    name,
    ipc: true,
  });
  const port = await child.ready(
    (line) => {
      const [, found] = /^listening (\d+)$/.exec(line) ?? [];
      return found === undefined ? null : Number(found);
    },
    START_TIMEOUT_MS,
    "listen",
  );
  if (apart) putApart(child.pid!);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid!,
    close: async () => {
      child.signal("SIGTERM");
      await child.ended;
    },
  };
}
