import type { IncomingMessage } from "node:http";
import { headerLines } from "../headers/raw-headers.ts";

/** The head of a request as it came, but that `Connection` no longer offers to upgrade it. */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (const [name, value] of headerLines(rawHeaders)) {
    const kept = name.toLowerCase() === "connection" ? withoutToken(value, "upgrade") : value;
    head += `${name}: ${kept}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, "latin1");
}

function withoutToken(list: string, token: string): string {
  const kept = list.split(",").filter((one) => one.trim().toLowerCase() !== token);
  return kept.join(",").trim();
}
