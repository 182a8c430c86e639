/**
 * What a request may hold. The server's settings decide the numbers and tell them to each client in
 * `instance:welcome`, so that the page can say no before the server has to.
 */
export interface RequestLimits {
  /** Graphemes (what a person calls a letter; a family emoji is one) in a nickname. */
  nameLength: number;
  /** Graphemes in a room name. */
  roomNameLength: number;
  /** UTF-16 code units in a message. */
  textLength: number;
}

export const DEFAULT_REQUEST_LIMITS: RequestLimits = { nameLength: 64, roomNameLength: 64, textLength: 4000 };
