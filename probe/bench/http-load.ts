import { once } from "node:events";
import net, { type Socket } from "node:net";
import { performance } from "node:perf_hooks";

const BODY = '{"status":"healthy"}';

/** Kept connections of clients that bring their cookies back; each has one request under way. */
export interface HttpClients {
  /** Everybody asks again as soon as there is an answer. @returns how many requests there were. */
  keepAsking(seconds: number): Promise<number>;
  /** So many requests a second, however late the answers are. @returns the latency of each in ms, from when it was due. */
  askAtRate(perSecond: number, seconds: number): Promise<number[]>;
  close(): void;
}

export async function connectHttp(port: number, count: number): Promise<HttpClients> {
  const clients = await Promise.all(Array.from({ length: count }, () => connect(port)));
  return {
    async keepAsking(seconds) {
      const until = performance.now() + seconds * 1000;
      let requests = 0;
      await Promise.all(
        clients.map(async ({ ask }) => {
          while (performance.now() < until) {
            await ask();
            requests += 1;
          }
        }),
      );
      return requests;
    },
    async askAtRate(perSecond, seconds) {
      const free = [...clients];
      const latencies: number[] = [];
      const due: number[] = [];
      const total = perSecond * seconds;
      const started = performance.now();
      const serve = () => {
        while (due.length > 0 && free.length > 0) {
          const at = due.shift()!;
          const client = free.pop()!;
          void client.ask().then(() => {
            latencies.push(performance.now() - at);
            free.push(client);
            serve();
          });
        }
      };
      for (let sent = 0; latencies.length < total;) {
        const now = performance.now();
        for (; sent < total && started + (sent * 1000) / perSecond <= now; sent += 1) {
          due.push(started + (sent * 1000) / perSecond);
        }
        serve();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return latencies;
    },
    close() {
      for (const { socket } of clients) socket.destroy();
    },
  };
}

async function connect(port: number): Promise<{ socket: Socket; ask: () => Promise<void> }> {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let cookie = "";
  let answer = "";
  let answered = () => {};
  let failed: (error: Error) => void = () => {};
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    if (!answer.includes("\r\n\r\n") || !/(?:\{"status":"healthy"\}|\r\n0\r\n\r\n)$/.test(answer)) return;
    if (!answer.startsWith("HTTP/1.1 200 ") || !answer.includes(BODY)) return failed(new Error(`answered ${answer}`));
    const pairs = answer.split("\r\n").filter((line) => /^set-cookie:/i.test(line));
    if (pairs.length > 0) {
      cookie = `Cookie: ${pairs.map((line) => line.slice("Set-Cookie: ".length, line.indexOf(";"))).join("; ")}\r\n`;
    }
    answer = "";
    answered();
  });
  socket.on("error", (error) => failed(error));
  socket.on("close", () => failed(new Error("the connection was closed")));
  return {
    socket,
    ask: () =>
      new Promise<void>((resolve, reject) => {
        answered = resolve;
        failed = reject;
        socket.write(
          `GET /health HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\nConnection: keep-alive\r\n${cookie}\r\n`,
          "latin1",
        );
      }),
  };
}
