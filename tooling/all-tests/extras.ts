import { spawnSync } from "node:child_process";
import { missingTools } from "../../lab/follow/emulator/missing-tools.ts";
import { findFirefox } from "../../e2e/find-firefox.ts";
import { findRedisServer } from "../../machine/redis/find-redis-server.ts";
import { findGunicorn } from "../../probe/proxies/find-gunicorn.ts";
import { findProgram } from "../../machine/processes/find-program.ts";

/** A program that some tests need beside Node, npm and a browser. They are left out by name where it is missing. */
export interface Extra {
  name: string;
  isThere(): boolean;
  /** The Debian packages that bring it, apart by spaces; null: a person has to install it. */
  debian: string | null;
  how: string;
  /** Only tests of the full run need it. */
  full?: true;
}

const program = (name: string, debian: string, how = `sudo apt-get install ${debian}, or brew install ${name}`) => ({
  name,
  isThere: () => findProgram(name) !== null,
  debian,
  how,
});

export const EXTRAS: readonly Extra[] = [
  {
    name: "Redis",
    isThere: () => findRedisServer() !== null,
    debian: "redis-server",
    how: "sudo apt-get install redis-server, or brew install redis",
  },
  program("nginx", "nginx-light"),
  program("haproxy", "haproxy"),
  program("openssl", "openssl"),
  { ...program("shellcheck", "shellcheck"), full: true },
  { ...program("apache2", "apache2", "sudo apt-get install apache2"), full: true },
  { ...program("caddy", "caddy"), full: true },
  { ...program("varnishd", "varnish", "sudo apt-get install varnish"), full: true },
  {
    name: "gunicorn with python-socketio",
    isThere: () => findGunicorn() !== null,
    debian: "gunicorn python3-socketio python3-eventlet",
    how: "sudo apt-get install gunicorn python3-socketio python3-eventlet",
    full: true,
  },
  { ...program("prometheus", "prometheus"), full: true },
  {
    name: "Firefox",
    isThere: () => findFirefox() !== null,
    debian: "firefox-esr",
    how: "sudo apt-get install firefox-esr, or https://www.firefox.com",
    full: true,
  },
  {
    name: "Terraform",
    isThere: () => missingTools(["terraform"]).length === 0,
    debian: null,
    how: "https://developer.hashicorp.com/terraform/install",
    full: true,
  },
  {
    name: "moto, an emulator of AWS",
    isThere: () => missingTools(["moto_server"]).length === 0,
    debian: null,
    how: "pip install 'moto[server]'",
    full: true,
  },
  {
    name: "Docker with its compose plugin",
    isThere: () => spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0,
    debian: null,
    how: "https://docs.docker.com/engine/install",
    full: true,
  },
];
