import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { backendsFor, behindHaproxy, behindNginx, HAPROXY_COOKIE, NGINX_WEBSOCKET } from "./fixtures/behind-proxy.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";
import { startPlain } from "./fixtures/start-plain.ts";

describe.skipIf(!findProgram("nginx"))(
  "answers that are not Engine.IO's, behind nginx (Debian package nginx-light)",
  () => {
    it.each([403, 404, 405])("POST is answered %i", async (status) => {
      const url = await behindNginx(await backendsFor(2), {
        upstream: "ip_hash;",
        location: `if ($request_method = POST) { return ${status}; } ${NGINX_WEBSOCKET}`,
      });
      const { summary, complaints } = await diagnoseUrl(url);
      expect(complaints).toEqual(["method-refused"]);
      expect(summary).toMatchObject({
        verdict: "problem",
        headline: `POST is answered ${status}, so no polling session gets beyond its handshake`,
      });
    });

    it("limit_except GET", async () => {
      const url = await behindNginx(await backendsFor(1), {
        location: `${NGINX_WEBSOCKET} limit_except GET { deny all; }`,
      });
      expect((await diagnoseUrl(url)).summary.headline).toContain("POST is answered 403");
    });

    it("half of the targets are another application", async () => {
      const other = await startPlain((_request, response) => void response.writeHead(404).end("Not Found"));
      const url = await behindNginx([...(await backendsFor(1)), other]);
      const { summary, complaints } = await diagnoseUrl(url);
      expect(complaints).toContain("foreign-answers");
      expect(summary.verdict).toBe("problem");
      expect(summary.headline).toMatch(/^Something that is not Socket\.IO answers \d+ of \d+ handshakes \(404\)$/);
    });

    it("instances of Socket.IO 2 and 4 side by side", async () => {
      const url = await behindNginx([...(await backendsFor(1, { isOld: true })), ...(await backendsFor(1))]);
      const { summary, complaints } = await diagnoseUrl(url);
      expect(complaints).toContain("mixed-protocols");
      expect(summary).toMatchObject({
        verdict: "problem",
        headline: "Instances speak different revisions of Engine.IO",
      });
    });

    it("instances with different intervals", async () => {
      const url = await behindNginx([...(await backendsFor(1, { pingInterval: 9000 })), ...(await backendsFor(1))], {
        upstream: "hash $remote_addr$remote_port;",
        location: NGINX_WEBSOCKET,
      });
      expect((await diagnoseUrl(url)).find("instances-differ")?.title).toBe(
        "Instances are not set up alike: pingInterval",
      );
    });
  },
);

describe.skipIf(!findProgram("haproxy"))("what was not asked, behind HAProxy (Debian package haproxy)", () => {
  it.each([2, 4])("a limit of %i s is not a fault of a healthy endpoint", async (timeLimitSeconds) => {
    const url = await behindHaproxy(await backendsFor(3), HAPROXY_COOKIE);
    const { summary, complaints } = await diagnoseUrl(url, { timeLimitSeconds, rate: 20 });
    expect(complaints).toEqual([]);
    expect(["healthy", "not measured"]).toContain(summary.verdict);
  });

  it("an instance that answers after 3 s is slow, and nothing else", async () => {
    const [quick, slow] = await backendsFor(2);
    slow!.io.engine.use((_request: unknown, _response: unknown, next: () => void) => void setTimeout(next, 3000));
    const url = await behindHaproxy([quick!, slow!], HAPROXY_COOKIE);
    const { summary, complaints } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by cookie SERVERID" });
  }, 120_000);

  it("a limit of connections that fills the first server", async () => {
    const url = await behindHaproxy(await backendsFor(3), {
      backend: "balance first",
      server: () => "maxconn 5",
    });
    const { summary } = await diagnoseUrl(url);
    expect(summary.verdict).toBe("problem");
    expect(summary.affinity).toBe("only one at a time");
  });
});
