import { type ManagerOptions, io, type Socket, type SocketOptions } from "socket.io-client";
import { onTestFinished } from "vitest";
import type { ClientToServerEvents, ServerToClientEvents, Welcome } from "../protocol/events.ts";
import { type RunningServer, type ServerOptions, startServer } from "./server.ts";

export type ChatClient = Socket<ServerToClientEvents, ClientToServerEvents>;
type Payload<E extends keyof ServerToClientEvents> = Parameters<ServerToClientEvents[E]>[0];

export interface TestChat extends RunningServer {
  /** A connected client, once it has been welcomed. */
  connect(options?: Partial<ManagerOptions & SocketOptions>): Promise<ChatClient & { welcome: Welcome }>;
}

/** A real instance on a free port, closed with its clients when the test ends. */
export async function startTestChat(options: ServerOptions = {}): Promise<TestChat> {
  const server = await startServer({ port: 0, instance: "chat-1", roomListMs: 0, ...options });
  onTestFinished(server.close);
  return {
    ...server,
    connect: async (options = {}) => {
      const client: ChatClient = io(server.url, {
        forceNew: true,
        transports: ["websocket"],
        reconnectionDelay: 10,
        reconnectionDelayMax: 20,
        ...options,
      });
      onTestFinished(() => void client.disconnect());
      const welcome = await next(client, "instance:welcome");
      return Object.assign(client, { welcome });
    },
  };
}

/** The payload of the next `event`, for which `matches` holds. */
export function next<E extends keyof ServerToClientEvents>(
  client: ChatClient,
  event: E,
  matches: (payload: Payload<E>) => boolean = () => true,
): Promise<Payload<E>> {
  return new Promise((resolve) => {
    const listener = (payload: Payload<E>) => {
      if (!matches(payload)) return;
      client.off(event, listener as never);
      resolve(payload);
    };
    client.on(event, listener as never);
  });
}

/** What `client` receives of `event` from now on. */
export function record<E extends keyof ServerToClientEvents>(client: ChatClient, event: E): Payload<E>[] {
  const received: Payload<E>[] = [];
  client.on(event, ((payload: Payload<E>) => received.push(payload)) as never);
  return received;
}

/** A person's join request; the same name is the same person. */
export function person(name: string, room = "lobby") {
  return { room, name, person: `secret-of-${name}` };
}
