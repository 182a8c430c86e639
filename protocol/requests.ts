import { z } from "zod";
import type { RequestLimits } from "./limits.ts";

// Control characters and lone surrogates; line and paragraph separators; bidi marks, embeddings, overrides and isolates;
// zero-width space, BOM, word joiner and the other invisible operators. The zero-width joiner is allowed: emoji need it.
const CONFUSING = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
// Letters and symbols by their category, yet drawn as nothing: Hangul fillers and the like, the empty Braille pattern.
const DRAWN_AS_NOTHING = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
const ROOM = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$/u;
// Text of messages: no control characters but newline and tab, whose JSON is six bytes for one; no half of a letter
// either, for the same reason; no direction overrides, which show a link as another one.
const UNWRITABLE = /[\p{Cs}\u202d\u202e]|(?![\n\t])\p{Cc}/u;
// UAX #15's stream-safe text has at most 30 marks on one letter; more only make names tall and slow.
const PILED_MARKS = /\p{M}{31}/u;
/** Code units of a name for each of its letters, on average: emoji of a family have eleven. */
const UNITS_PER_LETTER = 12;
const PILED = "a name has at most 30 marks on one letter";
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function graphemeCount(text: string, enough: number): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) if (++count > enough) break;
  return count;
}

/**
 * The schema of everything a client may send, one for each client event. What a schema gives back is normal:
 * names are NFC and trimmed with inner spaces folded, room names have no leading `#`.
 */
export function createRequestSchemas(limits: RequestLimits) {
  const Name = z
    .string()
    .max(limits.nameLength * UNITS_PER_LETTER, `a name has at most ${limits.nameLength} characters`)
    .refine((name) => !PILED_MARKS.test(name), PILED)
    .transform((name) => name.normalize("NFC").trim().replaceAll(/ {2,}/g, " "))
    .refine((name) => name.length > 0, "a name has at least one character")
    .refine((name) => !CONFUSING.test(name), "a name has no control or direction characters")
    .refine(
      (name) => name.length === 0 || VISIBLE.test(name.replaceAll(DRAWN_AS_NOTHING, "")),
      "a name has at least one visible character",
    )
    .refine(
      (name) => graphemeCount(name, limits.nameLength) <= limits.nameLength,
      `a name has at most ${limits.nameLength} characters`,
    );
  const Room = z
    .string()
    .max(limits.roomNameLength * UNITS_PER_LETTER, `a room name has at most ${limits.roomNameLength} characters`)
    .refine((room) => !PILED_MARKS.test(room), PILED)
    .transform((room) => room.normalize("NFC").trim().replace(/^#/, ""))
    .refine(
      (room) => ROOM.test(room),
      "a room name is letters, digits, '_', '.' and '-', and starts with a letter or digit",
    )
    .refine(
      (room) => graphemeCount(room, limits.roomNameLength) <= limits.roomNameLength,
      `a room name has at most ${limits.roomNameLength} characters`,
    );
  /** Random, made by the client, 8 to 64 URL-safe characters: a message id, a person's secret, a room id. */
  const Id = z.string().regex(/^[\w-]{8,64}$/, "an id is 8 to 64 letters, digits, '_' and '-'");
  const Seq = z.number().int().min(0);

  return {
    "room:join": z.object({
      room: Room,
      name: Name,
      /** The browser's secret. One secret under one name is one person, however many windows it has. */
      person: Id,
      /** What this window saw last of this room, so that the answer holds just what it missed. */
      lastSeen: z.object({ roomId: Id, seq: Seq }).optional(),
    }),
    "room:leave": z.object({ room: Room }),
    "room:list": z.object({}),
    "message:send": z.object({
      room: Room,
      /** Made by the client, so that a retry of the same message is not a second message. */
      id: Id,
      text: z
        .string()
        .max(limits.textLength, `a message has at most ${limits.textLength} characters`)
        .refine((text) => !UNWRITABLE.test(text), "a message has no control or override characters but newline and tab")
        .refine((text) => text.trim().length > 0, "a message is not empty"),
    }),
    /** Older messages: those before `before`, newest last. */
    "message:history": z.object({ room: Room, before: Seq, limit: z.number().int().min(1).max(500).default(100) }),
    "typing:set": z.object({ room: Room, typing: z.boolean() }),
  };
}

export type RequestSchemas = ReturnType<typeof createRequestSchemas>;
export type ClientEvent = keyof RequestSchemas;
/** What a client sends for event `E`. */
export type Request<E extends ClientEvent> = z.input<RequestSchemas[E]>;
/** What a handler of event `E` receives: validated and normal. */
export type ValidRequest<E extends ClientEvent> = z.output<RequestSchemas[E]>;
