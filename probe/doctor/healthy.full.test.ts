import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { startNginx } from "../proxies/start-proxy.ts";
import { backendsFor, behindHaproxy, behindNginx, HAPROXY_COOKIE, NGINX_WEBSOCKET } from "./fixtures/behind-proxy.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { diagnoseUrl, MAX_REQUESTS } from "./fixtures/diagnose-url.ts";
import { makeCertificate } from "./fixtures/make-certificate.ts";

describe.skipIf(!findProgram("nginx"))("what is healthy behind nginx is called so (Debian package nginx-light)", () => {
  it("ip_hash, and every answer compressed", async () => {
    const url = await behindNginx(await backendsFor(3), {
      upstream: "ip_hash;",
      location: `${NGINX_WEBSOCKET} gzip on; gzip_min_length 1; gzip_proxied any; gzip_types *;`,
    });
    const { summary, complaints, evidence } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by source address" });
    expect(evidence.requests).toBeLessThanOrEqual(MAX_REQUESTS);
  });

  it.skipIf(!findProgram("openssl"))("TLS with HTTP/2, and a certificate of its own (needs openssl)", async () => {
    const [one, two] = await backendsFor(2);
    const { port } = closeAfterTest(
      await startNginx((listen, folder) => {
        makeCertificate(folder);
        return `map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
upstream chat { ip_hash; server 127.0.0.1:${one!.port}; server 127.0.0.1:${two!.port}; }
server {
  listen 127.0.0.1:${listen} ssl http2;
  ssl_certificate cert;
  ssl_certificate_key key;
  location / { proxy_pass http://chat; ${NGINX_WEBSOCKET} }
}`;
      }),
    );
    const { summary, complaints } = await diagnoseUrl(`https://127.0.0.1:${port}`, { isInsecure: true });
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by source address" });
  });

  it("a password, in the URL", async () => {
    const url = await behindNginx(await backendsFor(2), {
      upstream: "ip_hash;",
      http: (folder) => {
        writeFileSync(path.join(folder, "passwords"), "ada:{PLAIN}love lace\n");
        return "";
      },
      location: `${NGINX_WEBSOCKET} auth_basic chat; auth_basic_user_file passwords;`,
    });
    const { summary, complaints, evidence } = await diagnoseUrl(url.replace("//", "//ada:love%20lace@"));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
    expect(JSON.stringify(evidence)).not.toMatch(/love.{0,3}lace/);
  });

  it("a prefix that nginx takes away", async () => {
    const [one, two] = await backendsFor(2);
    const { url } = closeAfterTest(
      await startNginx(
        (listen) => `map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
upstream chat { ip_hash; server 127.0.0.1:${one!.port}; server 127.0.0.1:${two!.port}; }
server { listen 127.0.0.1:${listen}; location /chat/ { proxy_pass http://chat/; ${NGINX_WEBSOCKET} } }`,
      ),
    );
    const { summary, complaints } = await diagnoseUrl(`${url}/chat`);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", affinity: "by source address" });
  });
});

it.skipIf(!findProgram("haproxy"))(
  "HAProxy's cookie, in no more requests than promised (Debian package haproxy)",
  async () => {
    const url = await behindHaproxy(await backendsFor(3), HAPROXY_COOKIE);
    const { summary, complaints, evidence } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
    expect(evidence.requests).toBeLessThanOrEqual(MAX_REQUESTS);
  },
);
