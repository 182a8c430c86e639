import { z } from "zod";

/** What a process of many simulated people is told, over its IPC channel; each command is answered by a report. */
export const CrowdCommand = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("start"),
    /** Of the chat, through the balancer. */
    url: z.string(),
    /** One room for each number, and its people. */
    rooms: z.array(z.object({ room: z.string(), people: z.array(z.string()) })),
    /** How long one person waits between two messages, on average. */
    thinkMs: z.number(),
    /** How long one person stays before reloading the page, on average; without it nobody reloads. */
    reloadMs: z.number().optional(),
    seed: z.int(),
  }),
  /** Counts disconnections from 0 again. */
  z.object({ do: z.literal("mark") }),
  z.object({ do: z.literal("look") }),
  /** Nobody says anything new; what had no answer is said again. */
  z.object({ do: z.literal("hush"), withinMs: z.number() }),
  /** Everybody waits for all that was said; its report says what is missing. */
  z.object({ do: z.literal("settle"), withinMs: z.number() }),
]);

export type CrowdCommand = z.infer<typeof CrowdCommand>;

/** Which of the messages that were accepted did not arrive. */
const CrowdMissing = z.object({
  /** Accepted messages times people of their rooms, and those of them that have not arrived. */
  due: z.int(),
  lost: z.array(z.object({ message: z.string(), person: z.string() })),
  /** Lost ones are listed up to a limit, and counted all. */
  lostCount: z.int(),
});

export type CrowdMissing = z.infer<typeof CrowdMissing>;

/** How its people fare. */
export const CrowdReport = z.object({
  people: z.int(),
  /** In their rooms now. */
  isIn: z.int(),
  /** When the last of them came in; milliseconds since 1970, null: nobody has. */
  lastInAt: z.number().nullable(),
  /** Since the last `mark`: people who lost their connection, and how often the one that lost it most did. */
  disconnected: z.int(),
  mostDisconnections: z.int(),
  /** Since the last `mark`: how often a connection ended for which reason of Socket.IO's. */
  reasons: z.record(z.string(), z.int()),
  /** Since the last `mark`: why coming back failed, a status or Socket.IO's words, and how often. */
  failedAttempts: z.record(z.string(), z.int()),
  accepted: z.int(),
  refused: z.int(),
  unknown: z.int(),
  /** Null but after `settle`: before it, what is on its way would look lost, and each look would cost as much as all that was said. */
  missing: CrowdMissing.nullable(),
  /** Of this process so far. */
  cpuMs: z.number(),
});

export type CrowdReport = z.infer<typeof CrowdReport>;
