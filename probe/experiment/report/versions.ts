import { createRequire } from "node:module";

/** What it was measured with, for whoever reads the figures later. */
export function versions(): string {
  const { version } = createRequire(import.meta.url)("socket.io/package.json") as { version: string };
  return `Node ${process.versions.node}, Socket.IO ${version}`;
}
