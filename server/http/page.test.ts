import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

/** A built page: an index, an asset with a hash in its name, and a file without one. */
async function pageFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, "assets"));
  await writeFile(path.join(folder, "index.html"), "<!doctype html><title>the chat</title>");
  await writeFile(path.join(folder, "assets", "index-Bx3.js"), "export {};\n".repeat(500));
  await writeFile(path.join(folder, "icon.svg"), "<svg/>");
  return folder;
}

test("the page is asked for again each time, and costs nothing when it is the same; its assets are kept for ever", async () => {
  const chat = await startChat({ webDir: await pageFolder() });
  const caching = async (file: string) => {
    const response = await fetch(chat.url + file);
    await response.arrayBuffer();
    return [response.status, response.headers.get("cache-control")];
  };
  expect(await caching("/")).toEqual([200, "no-cache"]);
  expect(await caching("/index.html")).toEqual([200, "no-cache"]);
  expect(await caching("/icon.svg")).toEqual([200, "no-cache"]);
  expect(await caching("/assets/index-Bx3.js")).toEqual([200, "public, max-age=31536000, immutable"]);

  const tag = (await fetch(`${chat.url}/`)).headers.get("etag");
  // `fetch` asks for an answer that is not from a cache whenever it names a tag.
  const [again] = (await once(get(chat.url, { headers: { "if-none-match": tag ?? "" } }), "response")) as [
    IncomingMessage,
  ];
  again.resume();
  expect(again.statusCode).toBe(304);
  const script = await fetch(`${chat.url}/assets/index-Bx3.js`);
  expect(script.headers.get("content-encoding")).toBe("gzip");
});

test("the page may load from its own host and talk to the lab's control API, and is framed by nobody", async () => {
  const chat = await startChat({ webDir: await pageFolder(), controlUrl: "http://127.0.0.1:8001" });
  const { headers } = await fetch(`${chat.url}/`);
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(
    `connect-src 'self' ws://127.0.0.1:${chat.port} wss://127.0.0.1:${chat.port} http://127.0.0.1:8001`,
  );
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-powered-by")).toBeNull();
});

test("without a build the instance serves the chat and says how to get the page", async () => {
  const chat = await startChat();
  const response = await fetch(`${chat.url}/`);
  expect([response.status, response.headers.get("cache-control")]).toEqual([503, "no-store"]);
  expect(await response.text()).toContain("npm start");
  expect((await chat.connect()).socket.connected).toBe(true);
});
