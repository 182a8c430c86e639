import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";

/** People on all instances who talk, one who comes and goes, requests that are refused, and sessions that nobody knows. */
export async function keepTalking({ url }: { url: string }, isOver: () => boolean): Promise<void> {
  const connect = () => io(url, { transports: ["websocket"], forceNew: true });
  const people = Array.from({ length: 6 }, connect);
  const joined = people.map((socket, index) => {
    const enter = () =>
      void socket.emit("room:join", { room: "lobby", name: `p${index}`, person: `secret-of-p${index}` }, () => {});
    socket.on("connect", enter);
    return socket;
  });
  while (!isOver()) {
    const guest = connect();
    for (const socket of joined)
      socket.emit("message:send", { room: "lobby", id: randomUUID(), text: "hello" }, () => {});
    await Promise.all([
      fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=nobody`).then((answer) => answer.text()),
      fetch(`${url}/health`).then((answer) => answer.text()),
      new Promise((resolve) => setTimeout(resolve, 300)),
    ]).catch(() => {});
    guest.disconnect();
  }
  for (const socket of people) socket.disconnect();
}
