import { z } from "zod";

/** What the process of a simulated person is told, over its IPC channel; each is answered by a `done` of the same number. */
export const PersonCommand = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("start"),
    number: z.int(),
    /** Of the chat, through the balancer. */
    url: z.string(),
    name: z.string(),
    room: z.string(),
    cookie: z.string().optional(),
    transport: z.enum(["default", "websocket", "polling"]),
    keepsCookies: z.boolean(),
    talks: z.boolean(),
  }),
  z.object({ do: z.literal("say"), number: z.int(), text: z.string() }),
  z.object({ do: z.literal("drop"), number: z.int() }),
  z.object({ do: z.literal("reload"), number: z.int(), forget: z.boolean() }),
  z.object({ do: z.literal("leave"), number: z.int() }),
]);

export type PersonCommand = z.infer<typeof PersonCommand>;

/** What it tells. */
export const PersonReport = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("done"),
    number: z.int(),
    /** Of `say`. */
    outcome: z.enum(["ok", "fail", "unknown"]).optional(),
  }),
  z.object({
    type: z.literal("seen"),
    state: z.enum(["joining", "joined", "disconnected", "left"]),
    problem: z.string().nullable(),
    instance: z.string().nullable(),
    received: z.int(),
    messages: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        text: z.string(),
        instance: z.string(),
        at: z.number(),
        own: z.boolean(),
      }),
    ),
  }),
]);

export type PersonReport = z.infer<typeof PersonReport>;
