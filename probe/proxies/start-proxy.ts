import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, isOpen } from "../../machine/ports.ts";
import { startChild } from "../../machine/processes/start-child.ts";
import { findProgram } from "../../machine/processes/find-program.ts";

/** A real proxy or server of this machine, with a configuration of ours. */
export interface Proxy {
  url: string;
  port: number;
  pid: number;
  close(): Promise<void>;
}

const TRIES = 5;
/** A proxy that has workers ends them itself when it is asked to end. */
const CLOSE_MS = 5000;

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

const APACHE_MODULES =
  "mpm_event authz_core headers env proxy proxy_http proxy_wstunnel proxy_balancer slotmem_shm lbmethod_byrequests rewrite";
const APACHE_FOLDER = "/usr/lib/apache2/modules";

/** Apache on a free port, with these directives in its only virtual host. */
export function startApache(directives: (port: number) => string): Promise<Proxy> {
  return start("apache2", (port, folder) => ({
    args: ["-X", "-f", path.join(folder, "proxy.conf")],
    config: `ServerRoot ${folder}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
ServerName localhost
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
${APACHE_MODULES.split(" ")
  .map((name) => `LoadModule ${name}_module ${APACHE_FOLDER}/mod_${name}.so`)
  .join("\n")}
${process.getuid?.() === 0 ? "User www-data\nGroup www-data" : ""}
<VirtualHost *>
${directives(port)}
</VirtualHost>
`,
  }));
}

/** Caddy on a free port, with these directives in its only site. */
export function startCaddy(directives: string): Promise<Proxy> {
  return start("caddy", (port, folder) => ({
    args: ["run", "--config", "proxy.conf", "--adapter", "caddyfile"],
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    config: `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
${directives}
}
`,
  }));
}

/** Varnish on a free port, with this VCL and more of its arguments. */
export function startVarnish(vcl: string, args: readonly string[] = []): Promise<Proxy> {
  return start("varnishd", (port, folder) => ({
    args: [
      "-F",
      "-n",
      path.join(folder, "work"),
      "-a",
      `127.0.0.1:${port}`,
      "-f",
      path.join(folder, "proxy.conf"),
      "-s",
      "malloc,16m",
      ...args,
    ],
    config: vcl,
  }));
}

const WORKER_READY = "the worker has its application";

/** gunicorn on a free port, with this Python program as its application in so many workers, which are all there. */
export function startGunicorn(program: string, workers: number, options: readonly string[]): Promise<Proxy> {
  return start("gunicorn", (port) => ({
    args: [
      ...["--bind", `127.0.0.1:${port}`, "--graceful-timeout", "1", "--workers", String(workers)],
      ...options,
      "app:app",
    ],
    config: `${program}
import os
# In one write: print() makes two, and workers that write at the same moment share a line.
os.write(2, b"${WORKER_READY}\\n")
`,
    file: "app.py",
    // It listens before it has workers, and the first of them would answer everything.
    isReady: (said) => said.filter((line) => line.includes(WORKER_READY)).length >= workers,
  }));
}

interface Configuration {
  args: string[];
  config: string;
  /** The name of the file with the configuration. */
  file?: string;
  env?: Record<string, string>;
  /** By all lines that it said; without it, listening is enough. */
  isReady?(said: readonly string[]): boolean;
}

async function start(program: string, configure: (port: number, folder: string) => Configuration): Promise<Proxy> {
  const found = findProgram(program);
  if (!found) throw new Error(`${program} is not installed`);
  for (let tries = 1; ; tries += 1) {
    const folder = await mkdtemp(path.join(tmpdir(), `sticky-rooms-${program}-`));
    // Some drop root's rights, and still have to read here.
    await chmod(folder, 0o755);
    const port = await freePort();
    const { args, config, file = "proxy.conf", env = {}, isReady = () => true } = configure(port, folder);
    await writeFile(path.join(folder, file), config);
    const said: string[] = [];
    let becomeReady = () => {};
    const ready = new Promise<void>((resolve) => (becomeReady = resolve));
    const look = () => isReady(said) && becomeReady();
    look();
    const child = startChild(found, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdout: "ignore",
      onLine: (line) => {
        said.push(line);
        look();
      },
    });
    const close = async () => {
      // Those that have workers end them when they are asked to end.
      child.signal("SIGTERM");
      const impatience = setTimeout(() => child.signal("SIGKILL"), CLOSE_MS);
      await child.ended;
      clearTimeout(impatience);
      await rm(folder, { recursive: true, force: true });
    };
    const isThere = await listens(port, child.ended);
    if (isThere) await Promise.race([ready, child.ended]);
    if (isThere && isReady(said)) return { url: `http://127.0.0.1:${port}`, port, pid: child.pid!, close };
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
    if (await isOpen("127.0.0.1", port)) return true;
    await sleep(10);
  }
  return false;
}
