import type { IncomingMessage } from "node:http";

/** Whether a target's head can be relayed: Node's parser lets pass what HTTP/1.1 has no place for. */
export function isSoundAnswer({ statusCode = 0, statusMessage = "", httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && statusCode >= 200 && /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage);
}
