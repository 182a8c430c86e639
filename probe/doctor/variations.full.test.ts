import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { backendsFor, behindHaproxy, behindNginx, HAPROXY_COOKIE } from "./fixtures/behind-proxy.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";

const portOf = (url: string) => ({ port: Number(new URL(url).port) });

describe.skipIf(!findProgram("nginx"))("keys that never vary, behind nginx (Debian package nginx-light)", () => {
  it("hash $arg_room", async () => {
    const url = await behindNginx(await backendsFor(3), { upstream: "hash $arg_room;" });
    const { summary, complaints } = await diagnoseUrl(`${url}/?room=blue`);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by a value in the query" });
  });

  it("hash $arg_room, by a URL that has no room", async () => {
    const url = await behindNginx(await backendsFor(3), { upstream: "hash $arg_room;" });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["no-affinity"]);
    expect(find("no-affinity")?.advice[0]).toContain("give the doctor a URL that has it, as in ?room=blue");
  });

  it("a proxy that hides addresses: what all requests had in common is said", async () => {
    const inner = await behindNginx(await backendsFor(3), { upstream: "ip_hash;" });
    const url = await behindNginx([portOf(inner)]);
    const { summary, find } = await diagnoseUrl(url);
    expect(summary.verdict).toBe("healthy");
    expect(find("one-instance")?.evidence.at(-1)).toContain("whose addresses a proxy may hide");
  });
});

describe.skipIf(!findProgram("haproxy"))("keys that never vary, behind HAProxy (Debian package haproxy)", () => {
  it("a Cookie header that was given decides", async () => {
    const url = await behindHaproxy(await backendsFor(3), HAPROXY_COOKIE);
    const { summary, complaints } = await diagnoseUrl(url, { headers: { cookie: "SERVERID=s1" } });
    expect(complaints).toEqual(["affinity-by-given-cookie"]);
    expect(summary.instances).not.toBe("1 instance answers");
  });

  it("a login cookie decides nothing", async () => {
    const url = await behindHaproxy(await backendsFor(3), HAPROXY_COOKIE);
    const { summary, complaints } = await diagnoseUrl(url, { headers: { cookie: "login=ada" } });
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("by cookie SERVERID");
  });

  it.each([false, true])("affinity that begins at the page, --page given: %j", async (isGiven) => {
    const url = await behindHaproxy(
      await backendsFor(2, {
        onRequest: (_request, response) => void response.setHeader("Set-Cookie", "sessionid=abc; Path=/").end("page"),
      }),
      { backend: "cookie sessionid prefix", server: (name) => `cookie ${name}` },
    );
    const { summary, complaints, find } = await diagnoseUrl(url, isGiven ? { page: new URL(url) } : {});
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by cookie sessionid" });
    expect(find("page-cookie")?.evidence).toContain("sessionid: set by the page");
  });
});

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

it.skipIf(!hasIPv6)("localhost with a server on 127.0.0.1 and another on ::1 (a machine with ::1)", async () => {
  const listen = async (host: string, port: number): Promise<HttpServer> => {
    const http = createServer();
    const io = new Server(http, { serveClient: false });
    http.listen(port, host);
    await once(http, "listening");
    closeAfterTest({
      close: async () => {
        await io.close();
        http.closeAllConnections();
      },
    });
    return http;
  };
  const { port } = (await listen("127.0.0.1", 0)).address() as AddressInfo;
  await listen("::1", port);
  const { complaints, summary } = await diagnoseUrl(`http://localhost:${port}`);
  expect(complaints).toEqual(["addresses-differ"]);
  expect(summary.instances).not.toBe("1 instance answers");
});
