import type { Socket } from "node:net";
import type { Activity } from "./client-connection.ts";

/** With more requests than this waiting, nothing more is read from their connection. */
const MAX_WAITING = 16;

/** Begins something; calls `done` once when it is over. null: it is over already. */
export type Turn = (done: () => void) => Activity | null;

/**
 * The requests of one connection, served one after another however fast the client sends them (rule R3.9: it may
 * pipeline). So none is given to a target whose answer the client can no longer get.
 */
export interface RequestQueue {
  /** What is under way. */
  readonly current: Activity | null;
  take(turn: Turn): void;
  /** Takes back the newest that has not begun. @returns whether there was one. */
  withdraw(): boolean;
  /** Nothing that waits will begin, nor anything that comes. */
  stop(): void;
}

export function createRequestQueue(socket: Socket): RequestQueue {
  const waiting: Turn[] = [];
  let current: Activity | null = null;
  let isBusy = false;
  let isStopped = false;
  let isPaused = false;

  function next(): void {
    while (!isBusy && waiting.length > 0) {
      const turn = waiting.shift()!;
      let isOver = false;
      isBusy = true;
      const activity = turn(() => {
        if (isOver) return;
        isOver = true;
        current = null;
        isBusy = false;
        next();
      });
      if (activity && !isOver) current = activity;
      else isBusy = false;
    }
    if (!isPaused || waiting.length > 0) return;
    isPaused = false;
    socket.resume();
  }

  // Node reads on whenever a request is complete, so this comes after it.
  const pause = () => {
    if (waiting.length <= MAX_WAITING) return;
    isPaused = true;
    socket.pause();
  };

  return {
    get current() {
      return current;
    },
    take(turn) {
      if (isStopped) return;
      waiting.push(turn);
      next();
      if (waiting.length > MAX_WAITING) process.nextTick(pause);
    },
    withdraw: () => waiting.pop() !== undefined,
    stop() {
      isStopped = true;
      waiting.length = 0;
    },
  };
}
