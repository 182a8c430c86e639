import { expect, it, onTestFinished } from "vitest";
import { startEchoServer } from "./echo-server.ts";
import { readElsewhere } from "./read-elsewhere.ts";

const request = (raw: string, body = "") => ({ method: "POST", target: "/a", body, raw });

it.each([
  ["as it is", request("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "hello"), null],
  ["not at all, since it is refused", request("POST /a HTTP/1.1\r\nHost: x\r\nX A: 1\r\n\r\n"), null],
  [
    "with another body",
    request("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "hell"),
    'read as {"method":"POST","target":"/a","body":"hello"}',
  ],
  [
    "as two",
    request("POST /a HTTP/1.1\r\nHost: x\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"),
    "3 requests were read",
  ],
  [
    "with what follows as its body",
    request("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"),
    "refused after 1 requests were read",
  ],
])("tells how another reader reads a request: %s", async (_, sent, difference) => {
  const echo = await startEchoServer();
  onTestFinished(echo.close);
  expect(await readElsewhere(echo.port, sent)).toBe(difference);
});
