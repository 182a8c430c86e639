import type { Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../protocol/events.ts";
import type { Identity } from "./member/identify.ts";

/** A room this connection is in, and as whom: what a recovered connection takes up again. */
export interface Visit {
  room: string;
  roomId: string;
  who: Identity;
}

export interface SocketData {
  visits: Visit[];
}

type Nothing = Record<string, never>;
export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, Nothing, SocketData>;
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, Nothing, SocketData>;

/** The Socket.IO room of a chat room. The prefix keeps a chat room from being named as somebody's socket. */
export function channelOf(room: string): string {
  return `room:${room}`;
}
