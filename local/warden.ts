import { spawn } from "node:child_process";

/** Kills what is left of the processes it guards when this process dies, however it dies. */
export interface Warden {
  guard(pid: number): void;
  release(pid: number): void;
  /** Ends the warden; it kills what is still guarded. */
  close(): Promise<void>;
}

// Each line replaces the list of pids; the end of input means that we are gone. It ignores the signals that a
// terminal sends to the whole group, since it has to outlive us by a moment.
const SCRIPT = `trap '' INT TERM HUP; pids=; while IFS= read -r line; do pids=$line; done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null`;

/**
 * A paused (SIGSTOP) instance cannot notice that its launcher died, and nobody runs after a SIGKILL: so a shell of its
 * own waits for the end of a pipe that only this process holds.
 */
export function startWarden(): Warden {
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

  const tell = () => shell.stdin.writable && shell.stdin.write(`${[...guarded].join(" ")}\n`);
  return {
    guard: (pid) => {
      guarded.add(pid);
      tell();
    },
    release: (pid) => {
      guarded.delete(pid);
      tell();
    },
    close: () => {
      shell.stdin.end();
      return ended;
    },
  };
}
