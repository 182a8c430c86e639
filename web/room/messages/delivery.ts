import type { Message, RefusalCode } from "../../../protocol/events.ts";

/** As in the protocol; while a message of mine is not accepted `roomId`, `seq` and `instance` are null. */
export type DisplayMessage = Pick<Message, "id" | "room" | "name" | "member" | "text" | "at"> & {
  roomId: string | null;
  seq: number | null;
  instance: string | null;
};

export type Delivery =
  | { state: "sending" }
  | { state: "accepted"; instance: string; /** From send to answer. */ tookMs: number | null }
  /** No answer: it may or may not have arrived. `retry` sends it under the same id. */
  | { state: "unknown"; sentence: string }
  | { state: "refused"; code: RefusalCode; sentence: string };
