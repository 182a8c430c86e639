import { z } from "zod";

/** So many simulated people at most. */
export const MAX_PEOPLE = 20;

const TRANSPORTS = ["default", "websocket", "polling"] as const;

/** `POST /people`. */
export const PersonRequest = z.strictObject({
  /** Under which they join; unlike the names of all simulated people that are here. */
  name: z.string().min(1).max(64),
  room: z.string().min(1).max(128),
  /** The value of `AWSALB` of the browser of which this is one more window; without it, a browser of their own. */
  cookie: z.string().min(1).max(4096).optional(),
  /** `default`: polling, then an upgrade to WebSocket. */
  transport: z.enum(TRANSPORTS).default("websocket"),
  /** False: a client that drops every cookie that it is given. */
  keepsCookies: z.boolean().default(true),
  /** It greets when it first joins, and answers messages with its name in them. */
  talks: z.boolean().default(false),
});

export type PersonRequest = z.input<typeof PersonRequest>;

/** `POST /people/ID/say`. */
export const SayRequest = z.strictObject({ text: z.string().min(1).max(4096) });

/** `POST /people/ID/reload`: as the reload of a page; `forget` deletes the browser's cookies before. */
export const ReloadRequest = z.strictObject({ forget: z.boolean().default(false) });

/** A message as this person's screen shows it. */
export interface PersonMessage {
  id: string;
  name: string;
  text: string;
  /** The instance that accepted it. */
  instance: string;
  /** Milliseconds since 1970, by that instance. */
  at: number;
  /** Said by this person. */
  own: boolean;
}

/** A simulated person: a browser in a process of its own, with somebody before it. */
export interface PersonView {
  /** `person-1`, `person-2`, … in the order of their coming. */
  id: string;
  name: string;
  room: string;
  transport: (typeof TRANSPORTS)[number];
  keepsCookies: boolean;
  /** One more window of the browser whose cookie was given. */
  sharesCookie: boolean;
  /** `left`: closed its window, and keeps name and cookies; `reload` brings it back. `ended`: its process has died. */
  state: "joining" | "joined" | "disconnected" | "left" | "ended";
  /** Why it is not joined, in words of what it saw; null while it is, and while nothing has gone wrong. */
  problem: string | null;
  /** The instance that serves it; null while none does. */
  instance: string | null;
  /** The newest that are on its screen, oldest first, at most 50. A reload empties it, as it does a page. */
  messages: PersonMessage[];
  /** How many messages its screens have shown since it came, its own among them. */
  received: number;
  pid: number | null;
}
