import { startInstance } from "./instance.ts";
import { startNode, type Server } from "./node-process.ts";

export const SOCKET_IO = "bare socket.io";
export const INSTANCE = "instance";

/** Everything that delivers messages to rooms. */
export const CHATS: readonly {
  name: string;
  speaks: "plain" | "socket.io";
  start: (nodeOptions?: readonly string[]) => Promise<Server>;
}[] = [
  {
    name: "ws, a frame made once",
    speaks: "plain",
    start: () => startNode("ws, a frame made once", "bare-ws.ts", { args: ["once"] }),
  },
  { name: "bare ws", speaks: "plain", start: () => startNode("bare ws", "bare-ws.ts") },
  {
    name: SOCKET_IO,
    speaks: "socket.io",
    start: (nodeOptions = []) => startNode(SOCKET_IO, "bare-socket-io.ts", { nodeOptions }),
  },
  { name: INSTANCE, speaks: "socket.io", start: (nodeOptions = []) => startInstance({ nodeOptions }) },
];
