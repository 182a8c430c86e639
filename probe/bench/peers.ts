import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";

/** Another proxy in front of the same instance. */
export interface Peer {
  name: string;
  url: string;
  pid: number;
  close(): Promise<void>;
}

export function startHaproxy(targetUrl: string): Promise<Peer | null> {
  return startPeer("HAProxy, 1 thread", "haproxy", (port, _folder) => ({
    args: ["-db", "-f", "peer.conf"],
    config: `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server one ${new URL(targetUrl).host}
`,
  }));
}

export function startNginx(targetUrl: string): Promise<Peer | null> {
  return startPeer("nginx, 1 worker", "nginx", (port, folder) => ({
    args: ["-p", folder, "-c", "peer.conf"],
    config: `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream out { server ${new URL(targetUrl).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / { proxy_pass http://out; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; }
  }
}
`,
  }));
}

async function startPeer(
  name: string,
  program: string,
  configure: (port: number, folder: string) => { args: string[]; config: string },
): Promise<Peer | null> {
  const file = find(program);
  if (!file) return null;
  const folder = await mkdtemp(path.join(tmpdir(), `sticky-rooms-${program}-`));
  const port = await freePort();
  const { args, config } = configure(port, folder);
  await writeFile(path.join(folder, "peer.conf"), config);
  const child = spawn(file, args, { cwd: folder, stdio: "ignore" });
  const exited = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} before it answered`);
  }
  return {
    name,
    url,
    pid: child.pid!,
    close: async () => {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function find(program: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  for (const file of folders.map((folder) => path.join(folder, program))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder.
    }
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(`${url}/health`)).text();
    return true;
  } catch {
    // Not yet: let the event loop turn instead of spinning.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return false;
  }
}
