import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { backendsFor, behindHaproxy, HAPROXY_COOKIE } from "./fixtures/behind-proxy.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";

describe.skipIf(!findProgram("haproxy"))("behind HAProxy (Debian package haproxy)", () => {
  it("nothing but round robin is not an affinity", async () => {
    const url = await behindHaproxy(await backendsFor(3));
    const { complaints, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual(["no-affinity"]);
    expect(summary.instances).toBe("3 instances answer");
  });

  it("a cookie that it inserts is healthy", async () => {
    const url = await behindHaproxy(await backendsFor(3), HAPROXY_COOKIE);
    const { complaints, summary, find } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ affinity: "by cookie SERVERID", instances: "3 instances answer" });
    expect(find("affinity-by-cookie")?.evidence).toContain("set by HAProxy, or a hosting service built on it");
    expect(find("cookie-attributes")?.title).toBe("SERVERID: set once");
    expect(find("instances")?.evidence.join()).toContain("the cookie SERVERID had 3 values");
  });

  it("choosing by source address is told by asking from several", async () => {
    const url = await behindHaproxy(await backendsFor(3), { backend: "balance source" });
    const { complaints, summary, evidence } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("by source address");
    expect(evidence.addresses!.known).toBeLessThan(evidence.addresses!.asked);
  });

  it("a single server is recognised by asking from several addresses", async () => {
    const url = await behindHaproxy(await backendsFor(1));
    const { complaints, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("not needed: one instance");
  });

  it("mode tcp is affinity by connection only", async () => {
    const url = await behindHaproxy(await backendsFor(3), { mode: "tcp" });
    const { complaints, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual(["affinity-by-connection"]);
    expect(summary.instances).toBe("3 instances answer");
  });

  it("a cookie with SameSite=None and without Secure is refused by browsers", async () => {
    const url = await behindHaproxy(await backendsFor(3), {
      ...HAPROXY_COOKIE,
      backend: `${HAPROXY_COOKIE.backend} attr "SameSite=None"`,
    });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["cookie-refused"]);
    expect(find("cookie-refused")?.title).toBe("Browsers refuse the cookie SERVERID: SameSite=None without Secure");
  });

  it("two layers with one cookie name, of which the outer hides the other's, are sticky to the inner layer only", async () => {
    const inner = await Promise.all(
      Array.from({ length: 2 }, async () => behindHaproxy(await backendsFor(2), HAPROXY_COOKIE)),
    );
    const url = await behindHaproxy(
      inner.map((one) => ({ port: Number(new URL(one).port) })),
      { ...HAPROXY_COOKIE, server: (name) => `cookie outer-${name}` },
    );
    expect((await diagnoseUrl(url)).complaints).toEqual(["second-layer-not-sticky"]);
  });

  it.each([
    {
      what: "a rule against them",
      frontend: "http-request deny if { hdr(upgrade) -i websocket }",
      id: "websocket-blocked",
    },
    { what: "a removed header", frontend: "http-request del-header upgrade", id: "upgrade-headers-stripped" },
  ])("$what keeps WebSockets out: $id", async ({ frontend, id }) => {
    const url = await behindHaproxy(await backendsFor(2), { ...HAPROXY_COOKIE, frontend });
    expect((await diagnoseUrl(url)).complaints).toEqual([id]);
  });

  it("timeouts below the ping interval are found by waiting", async () => {
    const url = await behindHaproxy(await backendsFor(2, { pingInterval: 6000 }), { ...HAPROXY_COOKIE, timeout: "3s" });
    const { complaints, find } = await diagnoseUrl(url, { waitsIdle: true });
    expect(complaints).toEqual(["idle-timeout"]);
    expect(find("idle-timeout")?.advice.join("\n")).toContain("timeout tunnel");
  });

  it("a short-lived cookie is a warning", async () => {
    const url = await behindHaproxy(await backendsFor(2), {
      ...HAPROXY_COOKIE,
      backend: `${HAPROXY_COOKIE.backend} attr "Max-Age=600"`,
    });
    expect((await diagnoseUrl(url)).complaints).toEqual(["short-cookie"]);
  });
});
