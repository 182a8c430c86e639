import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { backendsFor, behindNginx, NGINX_WEBSOCKET } from "./fixtures/behind-proxy.ts";
import { diagnoseUrl, MAX_REQUESTS } from "./fixtures/diagnose-url.ts";
import { startBackend } from "./fixtures/start-backends.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { startStandIn } from "./fixtures/start-stand-in.ts";

/** Affinity by a cookie that names the upstream's address, as nginx without its commercial edition can have it. */
const cookie = (targets: readonly { port: number }[]) => ({
  http: () => {
    const places = targets.map(({ port }) => `"127.0.0.1:${port}" 127.0.0.1:${port};`);
    return `map $cookie_route $place { default chat; ${places.join(" ")} }`;
  },
  to: "$place",
  location: `${NGINX_WEBSOCKET} add_header Set-Cookie "route=$upstream_addr; Path=/" always;`,
});

const portOf = (url: string) => ({ port: Number(new URL(url).port) });

describe.skipIf(!findProgram("nginx"))("behind nginx (Debian package nginx-light)", () => {
  it("nothing but round robin is not an affinity", async () => {
    const url = await behindNginx(await backendsFor(3));
    const { complaints, summary, find, evidence } = await diagnoseUrl(url);
    expect(complaints).toEqual(["no-affinity"]);
    expect(evidence.requests).toBeLessThanOrEqual(MAX_REQUESTS);
    expect(summary).toMatchObject({ front: ["nginx"], instances: "3 instances answer" });
    expect(find("no-affinity")?.advice.join("\n")).toContain("ip_hash;");
  });

  it("ip_hash is told by asking from several addresses", async () => {
    const url = await behindNginx(await backendsFor(3), { upstream: "ip_hash;" });
    const { complaints, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("by source address");
  });

  it("a cookie is healthy", async () => {
    const backends = await backendsFor(3);
    const url = await behindNginx(backends, cookie(backends));
    const { complaints, summary, evidence } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("by cookie route");
    expect(evidence.effectiveCookies).toEqual(["route"]);
  });

  it("session ids that say where they were made are healthy", async () => {
    const backends = await Promise.all(["a-", "b-", "c-"].map((prefix) => startBackend({ prefix })));
    for (const backend of backends) closeAfterTest(backend);
    const [a, b, c] = backends.map(({ port }) => `127.0.0.1:${port}`);
    const url = await behindNginx(backends, {
      http: () => `map $arg_sid $place { default chat; ~^a- ${a}; ~^b- ${b}; ~^c- ${c}; }`,
      to: "$place",
    });
    const { complaints, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.affinity).toBe("by session id");
  });

  it("a hash of the session id leads astray", async () => {
    const url = await behindNginx(await backendsFor(2), { upstream: "hash $arg_sid;" });
    expect((await diagnoseUrl(url, { sessions: 14 })).complaints).toEqual(["misrouted-by-session-id"]);
  });

  it("its defaults strip Connection and Upgrade", async () => {
    const backends = await backendsFor(2);
    const { location, ...parts } = cookie(backends);
    const url = await behindNginx(backends, { ...parts, location: location.replace(NGINX_WEBSOCKET, "") });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["upgrade-headers-stripped"]);
    expect(find("upgrade-headers-stripped")?.advice.join("\n")).toContain("proxy_set_header Upgrade $http_upgrade;");
  });

  it("a rule against WebSockets is told from that", async () => {
    const backends = await backendsFor(2);
    const { location, ...parts } = cookie(backends);
    const url = await behindNginx(backends, { ...parts, location: `if ($http_upgrade) { return 403; } ${location}` });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["websocket-blocked"]);
    expect(find("websocket-blocked")?.title).toBe("WebSockets are blocked (403)");
  });

  it.each([
    { key: "$request_uri", what: "where their URLs are the same" },
    { key: "$uri", what: "with any query" },
  ])("a cache with the key $key mixes visitors up", async ({ key, what }) => {
    const url = await behindNginx(await backendsFor(1), {
      http: (folder) => `proxy_cache_path ${folder}/cache keys_zone=mistake:1m;`,
      location: `${NGINX_WEBSOCKET} proxy_cache mistake; proxy_cache_key ${key}; proxy_cache_valid any 1m;
        proxy_ignore_headers Cache-Control Set-Cookie Expires;`,
    });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["cached"]);
    expect(find("cached")?.title).toContain(what);
  });

  it("proxy_read_timeout below the ping interval is found by waiting", async () => {
    const url = await behindNginx(await backendsFor(1, { pingInterval: 2500 }), {
      location: `${NGINX_WEBSOCKET} proxy_read_timeout 1s;`,
    });
    const { complaints, find } = await diagnoseUrl(url, { waitsIdle: true });
    expect(complaints).toEqual(["idle-timeout"]);
    expect(find("idle-timeout")?.advice.join("\n")).toContain("proxy_read_timeout");
  });

  it("all origins together with credentials is what browsers refuse", async () => {
    const url = await behindNginx(await backendsFor(1), {
      location: `${NGINX_WEBSOCKET} add_header Access-Control-Allow-Origin * always;
        add_header Access-Control-Allow-Credentials true always;`,
    });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["wildcard-with-credentials"]);
    expect(find("wildcard-with-credentials")).toMatchObject({ verdict: "warning" });
  });

  it("an allowed origin that comes from the server and from nginx is doubled", async () => {
    const origin = "http://127.0.0.1:4000";
    const url = await behindNginx(await backendsFor(1, { cors: { origin, credentials: true } }), {
      location: `${NGINX_WEBSOCKET} add_header Access-Control-Allow-Origin ${origin} always;`,
    });
    const { complaints, find } = await diagnoseUrl(url, { origin });
    expect(complaints).toEqual(["doubled-allow-origin"]);
    expect(find("doubled-allow-origin")).toMatchObject({ verdict: "problem" });
  });

  it("preflights that are refused are a warning", async () => {
    const origin = "http://127.0.0.1:4000";
    const url = await behindNginx(await backendsFor(1, { cors: { origin, credentials: true } }), {
      location: `if ($request_method = OPTIONS) { return 405; } ${NGINX_WEBSOCKET}`,
    });
    expect((await diagnoseUrl(url, { origin })).complaints).toEqual(["preflight-refused"]);
  });

  it("two layers with one cookie name overwrite each other's", async () => {
    const layer = async (targets: readonly { port: number }[]) => portOf(await behindNginx(targets, cookie(targets)));
    const inner = [await layer(await backendsFor(2)), await layer(await backendsFor(2))];
    const { port } = await layer(inner);
    const { complaints, find } = await diagnoseUrl(`http://127.0.0.1:${port}`);
    expect(complaints).toEqual(["two-layers-one-name"]);
    expect(find("two-layers-one-name")?.title).toBe("Two layers set the cookie route, each over the other's");
  });

  it("as a CDN that passes no cookies, in front of a sticky load balancer, makes its cookie count for nothing", async () => {
    const { url: balancer } = await startStandIn();
    const url = await behindNginx([portOf(balancer)], { location: `${NGINX_WEBSOCKET} proxy_set_header Cookie "";` });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["cookie-not-honoured"]);
    expect(find("cookie-not-honoured")?.title).toContain("The cookie AWSALB is set but not honoured");
  });
});
