import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { exchange } from "./exchange.ts";

it("ends in time where nobody answers, also when garbage is collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const asked = exchange(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), {
    timeoutMs: 300,
    signal: new AbortController().signal,
  });
  const [request] = (await once(server, "request")) as [IncomingMessage];
  await setImmediate();
  collect();
  expect(await asked).toMatchObject({ status: null, errorCode: "TIMEOUT" });
  request.socket.destroy();
  server.close();
  await once(server, "close");
});
