import type { IncomingMessage } from "node:http";
import type { ChatServer, ChatSocket } from "../chat-io.ts";
import { networkOf, type ClientAddress } from "../http/client-address.ts";
import { whenClosed } from "./when-closed.ts";

type Connection = ChatSocket["conn"];

/**
 * Counts the sessions of each address that have not joined a room yet, so that one address cannot take all places of the
 * instance. Sessions that have joined are not limited by address: a whole class sits behind one.
 */
export function countUnjoined(engine: ChatServer["engine"], perAddress: number, addressOf: ClientAddress) {
  const unjoined = new Map<string, number>();
  const networks = new WeakMap<Connection, string>();
  let total = 0;

  function joined(connection: Connection): void {
    const network = networks.get(connection);
    if (network === undefined) return;
    networks.delete(connection);
    total -= 1;
    const left = (unjoined.get(network) ?? 1) - 1;
    if (left > 0) unjoined.set(network, left);
    else unjoined.delete(network);
  }

  engine.on("connection", (connection: Connection & { request: IncomingMessage }) => {
    const network = networkOf(addressOf(connection.request));
    networks.set(connection, network);
    unjoined.set(network, (unjoined.get(network) ?? 0) + 1);
    total += 1;
  });
  whenClosed(engine, joined);

  return {
    /** True when the address of this request may open no other session now. */
    isFull: (request: IncomingMessage): boolean => (unjoined.get(networkOf(addressOf(request))) ?? 0) >= perAddress,
    /** This connection has joined a room. */
    joined,
    count: (): number => total,
  };
}

export type UnjoinedSessions = ReturnType<typeof countUnjoined>;
