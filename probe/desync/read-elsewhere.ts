import net from "node:net";
import type { CanonicalRequest } from "./canonical-request.ts";
import type { ReadRequest } from "./echo-server.ts";

const PROBE = "GET /probe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const NO_ANSWER_MS = 20_000;

/**
 * Gives a request to another reader of HTTP, with a second one behind it.
 * @returns null when both are read as they are, or the first is refused; else how it was read otherwise.
 */
export async function readElsewhere(port: number, request: CanonicalRequest): Promise<string | null> {
  const text = await exchange(port, request.raw + PROBE);
  if (text === null) return "no answer: something more is waited for";
  const answers = [...text.matchAll(/HTTP\/1\.1 (\d{3})[^\r]*\r\n((?:[^\r\n]+\r\n)*)\r\n/g)]
    .map(([, status, head]) => ({ status: Number(status), read: /^x-read: ([^\r]*)/im.exec(head!)?.[1] }))
    .filter(({ status }) => status >= 200);
  const before = Number(/^x-read-before: (\d+)/im.exec(text)?.[1] ?? 0);
  if (before > 0) return `refused after ${before} requests were read`;
  const read = answers.flatMap((answer) =>
    answer.read === undefined ? [] : [JSON.parse(decodeURIComponent(answer.read)) as ReadRequest],
  );
  const [first, second, ...more] = read;
  if (more.length > 0) return `${read.length} requests were read`;
  if (!first) return answers.length === 1 ? null : `${answers.length} answers, and none of what was read`;
  const { method, target, body } = request;
  const isFirstRefused = answers.length === 2 && answers[0]!.status >= 400 && answers[0]!.read === undefined;
  if (first.target === "/probe" && isFirstRefused) return null;
  if (first.method !== method || first.target !== target || first.body !== body)
    return `read as ${JSON.stringify(first)}`;
  const isProbe = second?.target === "/probe" && second.body === "" && second.method === "GET";
  return isProbe || (!second && answers.length === 1)
    ? null
    : `what follows was read as ${JSON.stringify(second ?? answers.at(-1))}`;
}

/** Everything that is answered until the connection ends; null when it does not end. */
function exchange(port: number, bytes: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, NO_ANSWER_MS);
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(bytes, "latin1");
  });
}
