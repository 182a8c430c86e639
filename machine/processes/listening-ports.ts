import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * The TCP ports on which the processes of a group listen; empty where the system does not tell (it is asked through
 * /proc, as on Linux).
 */
export function listeningPorts(group: number): number[] {
  try {
    const sockets = new Set(processesOf(group).flatMap(socketsOf));
    return [...new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => listenersIn(file, sockets)))];
  } catch {
    return [];
  }
}

function processesOf(group: number): string[] {
  return readdirSync("/proc").filter((pid) => {
    // "pid (name) state parent group …": the name may hold spaces and parentheses.
    const fields = /^\d+$/.test(pid) ? tryRead(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ") : [];
    return Number(fields[2]) === group;
  });
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(tryLink(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

const LISTEN = "0A";

function listenersIn(file: string, sockets: ReadonlySet<string>): number[] {
  const rows = tryRead(file).trim().split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, local = "", , state, , , , , , inode = ""] = row.trim().split(/\s+/);
    return state === LISTEN && sockets.has(inode) ? [Number.parseInt(local.split(":").at(-1)!, 16)] : [];
  });
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function tryLink(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
