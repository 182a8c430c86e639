import { channel, tracingChannel } from "node:diagnostics_channel";

/** What a connection began with, for whom traces it. */
export interface TracedConnection {
  /** Its Engine.IO session. */
  session: string;
  client?: string;
  traceId?: string;
  traceparent?: string;
}

/** A request of a client, from its turn to its answer. */
export interface TracedRequest extends TracedConnection {
  event: string;
  room?: string | undefined;
  id?: string | undefined;
}

/** An event that was written to sockets of this instance. */
export interface TracedDelivery {
  event: string;
  room?: string | undefined;
  id?: string | undefined;
  sockets: number;
}

/**
 * Where what an instance does can be listened to, by name (`node:diagnostics_channel`): `observability/tracing/register.mjs`
 * makes spans of it. Nobody listening costs nothing but the question whether somebody does.
 */
export const handshakes = channel("sticky-rooms:handshake");
export const deliveries = channel("sticky-rooms:delivery");
export const requests = tracingChannel<TracedRequest>("sticky-rooms:request");
