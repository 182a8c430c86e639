import type { Question } from "../question.ts";
import { rawAnswer } from "../raw-answer.ts";

/** What only a target sees, or only the log has: asked where the person who runs the load balancer gives a look at it. */
export const GIVEN_EVIDENCE: Question[] = [
  {
    rule: "R6.1",
    asks: "In which case does a target get Connection: upgrade?",
    standIn: "upgrade",
    needsChange: false,
    needs: "echo",
    async ask({ echo, sender }) {
      const url = echo!;
      const bytes = [
        `GET ${url.pathname}${url.search} HTTP/1.1`,
        `Host: ${url.host}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "\r\n",
      ].join("\r\n");
      const text = await rawAnswer(url, bytes, sender.timeoutMs, (so_far) => CONNECTION.test(bodyOf(so_far)));
      const answer = CONNECTION.exec(bodyOf(text ?? ""))?.[1] ?? null;
      const seen =
        answer === null ? `${url.pathname} did not show the request's Connection header` : `Connection: ${answer}`;
      return { answer, seen: [seen] };
    },
  },
  {
    rule: "R9.1",
    asks: "How many fields has a line of its access log?",
    standIn: "34",
    needsChange: false,
    needs: "accessLog",
    ask({ accessLog }) {
      const line = accessLog!.trimEnd().split("\n").at(-1) ?? "";
      const fields = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
      const isLine = /^(?:https?|h2|wss?|grpcs?)$/.test(fields[0] ?? "");
      return Promise.resolve({
        answer: isLine ? String(fields.length) : null,
        seen: [`the last line begins with ${fields[0] ?? "nothing"}`],
      });
    },
  },
];

/** As plain text or as JSON; a list of several is `keep-alive, upgrade`. */
const CONNECTION = /\bconnection"?\s*:\s*\[?\s*"?(?:[\w-]+,\s*)*(upgrade)\b/i;

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}
