import { X509Certificate } from "node:crypto";
import { connect, type SecureVersion } from "node:tls";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { certificateFor } from "../fixtures/certificate-for.ts";
import { connectTls } from "../fixtures/connect-tls.ts";
import { cookieValue } from "../fixtures/cookies.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";
import type { RuleAction } from "../listener-rules/rule.ts";

const GET = "GET /?a=1 HTTP/1.1\r\nHost: shop.example\r\n\r\n";

/** Two listeners in front of one target: HTTP, then HTTPS. */
async function startBoth(sslPolicy?: string) {
  const certificates = [await certificateFor("shop.example"), await certificateFor("*.other.example", "api.example")];
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], {
    targetGroupAttributes: { "stickiness.enabled": "true" },
    moreListeners: [{ tls: { certificates, ...(sslPolicy && { sslPolicy }) } }],
  });
  const { port } = lab.balancer.state().listeners[1]!;
  return { lab, target, port, certificates };
}

it("R11.1 listeners of both protocols share target groups, and targets get HTTP", async () => {
  const { lab, port } = await startBoth();
  expect(lab.balancer.state().listeners.map(({ protocol, sslPolicy }) => [protocol, sslPolicy])).toEqual([
    ["HTTP", null],
    ["HTTPS", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"],
  ]);
  expect((await lab.get("/")).json().target).toBe("a");
  const client = await connectTls(port);
  client.send(GET);
  const response = await client.response();
  expect(response.json()).toMatchObject({ target: "a", url: "/?a=1" });
  const headers = response.json().rawHeaders;
  expect(headers[headers.indexOf("X-Forwarded-Proto") + 1]).toBe("https");
  expect(headers[headers.indexOf("X-Forwarded-Port") + 1]).toBe(String(port));
});

it("R1.4 on an HTTPS listener AWSALBCORS says SameSite=None; Secure, and AWSALB neither", async () => {
  const { port } = await startBoth();
  const client = await connectTls(port);
  client.send(GET);
  const response = await client.response();
  const [plain, cors] = response.all("set-cookie");
  const value = cookieValue(response, "AWSALB");
  expect(plain).toMatch(/^AWSALB=[^;]+; Expires=[^;]+; Path=\/$/);
  expect(cors).toBe(`${plain!.replace("AWSALB=", "AWSALBCORS=")}; SameSite=None; Secure`);
  expect(cookieValue(response, "AWSALBCORS")).toBe(value);
});

it("R11.2 a client gets the certificate of the name that it asks for, else the default one", async () => {
  const { port, certificates } = await startBoth();
  const names: [asked: string | undefined, index: number][] = [
    ["shop.example", 0],
    ["www.other.example", 1],
    ["API.example", 1],
    ["deep.www.other.example", 0],
    ["unknown.example", 0],
    [undefined, 0],
  ];
  for (const [servername, index] of names) {
    const { socket } = await connectTls(port, servername === undefined ? {} : { servername });
    const { fingerprint256 } = socket.getPeerCertificate();
    expect([servername, fingerprint256]).toEqual([
      servername,
      new X509Certificate(certificates[index]!.cert).fingerprint256,
    ]);
  }
});

it.each<[policy: string, taken: SecureVersion[], refused: SecureVersion[]]>([
  ["ELBSecurityPolicy-TLS13-1-3-2021-06", ["TLSv1.3"], ["TLSv1.2"]],
  ["ELBSecurityPolicy-TLS13-1-2-Res-2021-06", ["TLSv1.3", "TLSv1.2"], ["TLSv1.1"]],
  ["ELBSecurityPolicy-2016-08", ["TLSv1.2", "TLSv1.1", "TLSv1"], ["TLSv1.3"]],
])("R11.3 %s takes %j and refuses %j", async (policy, taken, refused) => {
  const { lab, port } = await startBoth(policy);
  const only = (version: SecureVersion) => ({
    minVersion: version,
    maxVersion: version,
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  for (const version of taken) {
    const { socket } = await connectTls(port, only(version));
    expect(socket.getProtocol()).toBe(version);
  }
  for (const version of refused) {
    const failures = lab.metric("ClientTLSNegotiationErrorCount");
    await expect(connectTls(port, only(version))).rejects.toThrow(/alert|version/i);
    await expect.poll(() => lab.metric("ClientTLSNegotiationErrorCount")).toBe(failures + 1);
  }
});

it("R11.3 a policy that is not modelled and certificates that cannot be used are refused by name", async () => {
  const [one, other] = [await certificateFor("a.example"), await certificateFor("b.example")];
  const start = (tls: { certificates: { cert: string; key: string }[]; sslPolicy?: string }) =>
    startBalancerFor([], { tls });
  await expect(start({ certificates: [one], sslPolicy: "strong" })).rejects.toThrow(
    'tls.sslPolicy is "strong"; allowed: a security policy of ELBv2',
  );
  await expect(start({ certificates: [] })).rejects.toThrow("tls.certificates: there are 0; allowed: 1 to 26");
  await expect(start({ certificates: [one, { ...other, cert: "" }] })).rejects.toThrow("tls.certificates[1].cert:");
  await expect(start({ certificates: [{ ...one, key: "-" }] })).rejects.toThrow("tls.certificates[0].key:");
  await expect(start({ certificates: [{ ...one, key: other.key }] })).rejects.toThrow(
    "tls.certificates[0].key: it is not the certificate's key",
  );
});

it("R11.4 a handshake that fails is counted and hurts nobody else", async () => {
  const { lab, port } = await startBoth();
  const plain = await lab.connect();
  const stranger = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ALPNProtocols: ["ftp"] });
  onTestFinished(() => void stranger.destroy());
  await once(stranger, "error");
  await expect.poll(() => lab.metric("ClientTLSNegotiationErrorCount")).toBe(1);
  plain.send(GET);
  expect((await plain.response()).status).toBe(200);
});

it("R11.5 a line of the access log names cipher, protocol, the name that was asked for and the certificate", async () => {
  const { lab, port } = await startBoth();
  const fields = async (servername?: string) => {
    const over = lab.event("request");
    const client = await connectTls(port, { ...(servername && { servername }), maxVersion: "TLSv1.2" });
    client.send(GET);
    await client.response();
    await over;
    return lab.balancer
      .accessLog()
      .at(-1)!
      .match(/"[^"]*"|\S+/g)!;
  };
  const named = await fields("api.example");
  expect(named[0]).toBe("https");
  expect(named[12]).toBe(`"GET https://shop.example:${port}/?a=1 HTTP/1.1"`);
  expect(named[14]).toMatch(/^ECDHE-ECDSA-/);
  expect(named[15]).toBe("TLSv1.2");
  expect(named[18]).toBe('"api.example"');
  expect(named[19]).toMatch(
    /^"arn:aws:acm:local:000000000000:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"$/,
  );
  const nameless = await fields();
  expect(nameless[18]).toBe('"-"');
  expect(nameless[19]).not.toBe(named[19]);
});

it("R11.5 a reused session names no certificate", async () => {
  const { lab, port } = await startBoth();
  const first = await connectTls(port, { maxVersion: "TLSv1.2" });
  const over = lab.event("request");
  const again = await connectTls(port, { maxVersion: "TLSv1.2", session: first.socket.getSession()! });
  expect(again.socket.isSessionReused()).toBe(true);
  again.send(GET);
  await again.response();
  await over;
  expect(lab.balancer.accessLog().at(-1)).toContain(' "session-reused" ');
});

it("R11.6 an HTTP listener sends everybody to the HTTPS listener", async () => {
  const target = await startTarget("a");
  const certificates = [await certificateFor("shop.example")];
  const redirect: RuleAction = {
    Type: "redirect",
    RedirectConfig: { Protocol: "HTTPS", Port: "8443", StatusCode: "HTTP_301" },
  };
  const lab = await startBalancerFor([target], {
    defaultActions: [redirect],
    moreListeners: [{ tls: { certificates } }],
  });
  const response = await lab.get("/a?b=1");
  expect([response.status, response.get("location")]).toEqual([301, "https://lab.example:8443/a?b=1"]);
});

it("R11.1 a WebSocket over TLS is a tunnel of bytes, and a line of the type wss", async () => {
  const { lab, port } = await startBoth();
  const client = await connectTls(port);
  client.send(
    "GET /ws HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const response = await client.response();
  expect(response.status).toBe(101);
  expect(response.all("set-cookie")[1]).toContain("; SameSite=None; Secure");
  client.send("some bytes");
  expect(await client.until("some bytes")).toBe("some bytes");
  const closed = lab.event("tunnel-closed");
  client.socket.end();
  await closed;
  expect(lab.balancer.accessLog().at(-1)).toMatch(
    /^wss .* "GET https:\/\/shop\.example:\d+\/ws HTTP\/1\.1" "-" TLS_AES/,
  );
});
