import { spawnSync } from "node:child_process";
import { missingTools } from "../../lab/follow/emulator/missing-tools.ts";
import { findRedisServer } from "../../machine/redis/find-redis-server.ts";
import { findProgram } from "../../probe/proxies/find-program.ts";

/** A program that some tests need beside Node, npm and a browser. They are left out by name where it is missing. */
export interface Extra {
  name: string;
  isThere(): boolean;
  /** The Debian package that brings it; null: a person has to install it. */
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
  { ...program("prometheus", "prometheus"), full: true },
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
