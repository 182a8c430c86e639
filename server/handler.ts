import type { Logger } from "pino";
import type { Replies, Reply } from "../protocol/events.ts";
import type { ClientEvent, ValidRequest } from "../protocol/requests.ts";
import type { ChatSocket } from "./chat-io.ts";
import type { UnjoinedSessions } from "./connection/count-unjoined.ts";
import type { Instance } from "./instance.ts";
import type { NoteCut } from "./message/answer-bytes.ts";
import type { Eventually, NewRoomBudget, RoomStore } from "./room/room-store.ts";
import type { TracedConnection } from "./trace/channels.ts";
import type { Settings } from "./settings/settings.ts";

/** Names the connection in every line. One of pino's own children for each connection would hold a kilobyte. */
export class ConnectionLog {
  private readonly log: Logger;
  private readonly client: string;

  constructor(log: Logger, client: string) {
    this.log = log;
    this.client = client;
  }
  debug(fields: object, message: string): void {
    this.log.debug({ client: this.client, ...fields }, message);
  }
  info(fields: object, message: string): void {
    this.log.info({ client: this.client, ...fields }, message);
  }
  warn(fields: object, message: string): void {
    this.log.warn({ client: this.client, ...fields }, message);
  }
  error(fields: object, message: string): void {
    this.log.error({ client: this.client, ...fields }, message);
  }
}

/** What a handler works with: one connection and what all connections share. */
export interface Context {
  socket: ChatSocket;
  rooms: RoomStore;
  instance: Instance;
  settings: Settings;
  newRooms: NewRoomBudget;
  noteCut: NoteCut;
  /** Resolves when a long answer may be written; one at a time for all connections. */
  longAnswerTurn(): Promise<void>;
  /** To be told when the connection has joined a room. */
  unjoined: UnjoinedSessions;
  log: ConnectionLog;
  /** Names it to who traces it. */
  trace: TracedConnection;
}

/** Carries out a valid request of one event and says how it ended. */
export type Handler<E extends ClientEvent> = (
  context: Context,
  request: ValidRequest<E>,
) => Eventually<Reply<Replies[E]>>;
