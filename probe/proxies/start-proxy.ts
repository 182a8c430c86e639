import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../machine/ports.ts";
import { startChild } from "../../machine/processes/start-child.ts";
import { findProgram } from "./find-program.ts";

/** A real proxy of this machine, with a configuration of ours. */
export interface Proxy {
  url: string;
  port: number;
  pid: number;
  close(): Promise<void>;
}

const TRIES = 5;

/** nginx on a free port, with this content of `http { … }`; `listen` stands for its port. */
export function startNginx(http: (port: number, folder: string) => string): Promise<Proxy> {
  return start("nginx", (port, folder) => ({
    args: ["-p", folder, "-c", "proxy.conf", "-e", "error.log"],
    config: `daemon off;
master_process off;
pid ${folder}/pid;
events {}
http {
access_log off;
client_body_temp_path ${folder}/body;
proxy_temp_path ${folder}/proxy;
fastcgi_temp_path ${folder}/fastcgi;
uwsgi_temp_path ${folder}/uwsgi;
scgi_temp_path ${folder}/scgi;
${http(port, folder)}
}
`,
  }));
}

/** HAProxy on a free port, with these sections after `global`. */
export function startHaproxy(sections: (port: number) => string): Promise<Proxy> {
  return start("haproxy", (port) => ({
    args: ["-db", "-f", "proxy.conf"],
    config: `global
  nbthread 1
${sections(port)}
`,
  }));
}

async function start(
  program: string,
  configure: (port: number, folder: string) => { args: string[]; config: string },
): Promise<Proxy> {
  const file = findProgram(program);
  if (!file) throw new Error(`${program} is not installed`);
  for (let tries = 1; ; tries += 1) {
    const folder = await mkdtemp(path.join(tmpdir(), `sticky-rooms-${program}-`));
    const port = await freePort();
    const { args, config } = configure(port, folder);
    await writeFile(path.join(folder, "proxy.conf"), config);
    const said: string[] = [];
    const child = startChild(file, args, { cwd: folder, stdout: "ignore", onLine: (line) => said.push(line) });
    const close = async () => {
      await child.kill();
      await rm(folder, { recursive: true, force: true });
    };
    if (await listens(port, child.ended)) return { url: `http://127.0.0.1:${port}`, port, pid: child.pid!, close };
    await close();
    // Somebody else may have got the port first.
    if (tries === TRIES) throw new Error(`${program} does not start: ${said.join("\n")}`);
  }
}

/** Resolves when the port can be connected to; false when the process ended before. */
async function listens(port: number, ended: Promise<unknown>): Promise<boolean> {
  const end = new AbortController();
  void ended.then(() => end.abort());
  while (!end.signal.aborted) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return true;
    } catch {
      // Not yet.
      await sleep(10);
    } finally {
      socket.destroy();
    }
  }
  return false;
}
