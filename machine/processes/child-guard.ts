import { spawn } from "node:child_process";
import path from "node:path";

/** Kills what is left of the processes it guards when this process dies, however it dies. */
export interface ChildGuard {
  guard(pid: number): void;
  release(pid: number): void;
  /** Deletes this folder too, after those processes; one that is gone by then does not matter. */
  remove(folder: string): void;
  /** Ends the childGuard; it kills what is still guarded. */
  close(): Promise<void>;
}

// Each line of pids replaces the list, each line with a path adds a folder; the end of input means that we are gone. It
// ignores the signals that a terminal sends to the whole group, since it has to outlive us by a moment.
const SCRIPT = `trap '' INT TERM HUP; pids=; set --
while IFS= read -r line; do case $line in /*) set -- "$@" "$line";; *) pids=$line;; esac; done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
[ $# = 0 ] || rm -rf -- "$@"`;

/**
 * A paused (SIGSTOP) instance cannot notice that its launcher died, and nobody runs after a SIGKILL: so a shell of its
 * own waits for the end of a pipe that only this process holds.
 */
export function startChildGuard(): ChildGuard {
  const guarded = new Set<number>();
  const shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"] });
  // Without a shell there is still the instances' own watch on their IPC channel.
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  const ended = new Promise<void>((resolve) => {
    shell.once("close", () => resolve());
    shell.once("error", () => resolve());
  });

  const write = (line: string) => shell.stdin.writable && shell.stdin.write(`${line}\n`);
  const tell = () => write([...guarded].join(" "));
  return {
    guard: (pid) => {
      guarded.add(pid);
      tell();
    },
    release: (pid) => {
      guarded.delete(pid);
      tell();
    },
    remove: (folder) => {
      write(path.resolve(folder));
    },
    close: () => {
      // Nothing else may be left that keeps this process until the shell has ended.
      shell.ref();
      shell.stdin.end();
      return ended;
    },
  };
}
