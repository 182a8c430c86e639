import { describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { startApache, startCaddy, startHaproxy, startNginx, startVarnish } from "../proxies/start-proxy.ts";
import { backendsFor } from "./fixtures/behind-proxy.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";
import { snippetOf } from "./fixtures/use-snippet.ts";

/** What the doctor says about a component that balances without affinity, and what becomes of it with that advice. */
const COMPONENTS = [
  {
    program: "nginx",
    package: "nginx-light",
    front: "nginx",
    affinity: "by source address",
    bare: ([one, two]: readonly number[]) =>
      startNginx(
        (port) => `upstream chat { server 127.0.0.1:${one}; server 127.0.0.1:${two}; }
server { listen 127.0.0.1:${port}; location / { proxy_pass http://chat; } }`,
      ),
    advised: (snippet: string) =>
      startNginx(
        (port) => `${snippet}
server { listen 127.0.0.1:${port}; location / { proxy_pass http://chat; proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }`,
      ),
  },
  {
    program: "apache2",
    package: "apache2",
    front: "Apache",
    affinity: "by cookie ROUTEID",
    bare: ([one, two]: readonly number[]) =>
      startApache(
        () => `<Proxy "balancer://chat">
BalancerMember "http://127.0.0.1:${one}"
BalancerMember "http://127.0.0.1:${two}"
</Proxy>
ProxyPass "/socket.io/" "balancer://chat/socket.io/"`,
      ),
    advised: (snippet: string) => startApache(() => snippet),
  },
  {
    program: "caddy",
    package: "caddy",
    front: "Caddy",
    affinity: "by cookie lb",
    bare: ([one, two]: readonly number[]) =>
      startCaddy(`reverse_proxy 127.0.0.1:${one} 127.0.0.1:${two} {
  lb_policy round_robin
}`),
    advised: (snippet: string) => startCaddy(snippet),
  },
  {
    program: "varnishd",
    package: "varnish",
    front: "Varnish",
    affinity: "by source address",
    bare: ([one, two]: readonly number[]) =>
      startVarnish(`vcl 4.1;
import directors;
backend one { .host = "127.0.0.1"; .port = "${one}"; }
backend two { .host = "127.0.0.1"; .port = "${two}"; }
sub vcl_init { new chat = directors.round_robin(); chat.add_backend(one); chat.add_backend(two); }
sub vcl_recv { set req.backend_hint = chat.backend(); return (pass); }
`),
    advised: (snippet: string) => startVarnish(`${snippet}\n`),
  },
] as const;

describe.each(COMPONENTS)(
  "advice for $front (Debian package $package)",
  ({ program, front, affinity, bare, advised }) => {
    it.skipIf(!findProgram(program))("is for it alone, and works", async () => {
      const backends = await backendsFor(2);
      const before = closeAfterTest(await bare(backends.map(({ port }) => port)));
      const { summary, find } = await diagnoseUrl(before.url);
      expect(summary).toMatchObject({ verdict: "problem", affinity: "none", front: [front] });
      const finding = find("no-affinity")!;
      const others = COMPONENTS.map((one) => one.front).filter((one) => one !== front);
      const named = finding.advice.filter((line) => others.some((one) => line.includes(`In ${one}`)));
      expect(named).toEqual([]);
      expect(finding.advice.join("\n")).not.toMatch(/aws_|CloudFront/);

      const code = snippetOf(
        {
          advice: finding.advice.slice(
            0,
            finding.advice.findIndex((line) => line.startsWith("If ")),
          ),
        },
        backends,
      );
      const after = closeAfterTest(await advised(code));
      const { summary: then, complaints } = await diagnoseUrl(after.url);
      expect(complaints).toEqual([]);
      expect(then).toMatchObject({ verdict: "healthy", affinity });
    });
  },
);

describe.skipIf(!findProgram("haproxy"))("advice for HAProxy (Debian package haproxy)", () => {
  it("works: its own page for errors gave it away", async () => {
    const [one, two] = await backendsFor(2);
    const sections = (backend: string) => (port: number) =>
      `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
frontend in
  bind 127.0.0.1:${port}
  http-request deny deny_status 405 if METH_TRACE
  default_backend chat
${backend}`;
    const bare = closeAfterTest(
      await startHaproxy(
        sections(`backend chat
  balance roundrobin
  server a 127.0.0.1:${one!.port}
  server b 127.0.0.1:${two!.port}`),
      ),
    );
    const { find, summary } = await diagnoseUrl(bare.url);
    expect(summary.front).toEqual(["HAProxy"]);
    const { advice } = find("no-affinity")!;
    const code = snippetOf(
      {
        advice: advice.slice(
          0,
          advice.findIndex((line) => line.startsWith("If ")),
        ),
      },
      [one!, two!],
    );
    const after = closeAfterTest(await startHaproxy(sections(code)));
    expect((await diagnoseUrl(after.url)).summary).toMatchObject({
      verdict: "healthy",
      affinity: "by cookie SERVERID",
    });
  });
});

/** What the doctor says about a component that lets no WebSocket through, and what becomes of it with that advice. */
const UPGRADES = [
  {
    program: "nginx",
    package: "nginx-light",
    bare: (target: number) =>
      startNginx(
        (port) =>
          `server { listen 127.0.0.1:${port}; location /socket.io/ { proxy_pass http://127.0.0.1:${target}; } }`,
      ),
    advised: (snippet: string, target: number) =>
      startNginx(
        (port) => `upstream chat { server 127.0.0.1:${target}; }
server { listen 127.0.0.1:${port}; ${snippet} }`,
      ),
  },
  {
    program: "apache2",
    package: "apache2",
    bare: (target: number) => startApache(() => `ProxyPass "/socket.io/" "http://127.0.0.1:${target}/socket.io/"`),
    advised: (snippet: string) => startApache(() => snippet),
  },
  {
    program: "varnishd",
    package: "varnish",
    bare: (target: number) =>
      startVarnish(`vcl 4.1;
backend one { .host = "127.0.0.1"; .port = "${target}"; }
sub vcl_recv { return (pass); }
`),
    advised: (snippet: string, target: number) =>
      startVarnish(`vcl 4.1;
backend one { .host = "127.0.0.1"; .port = "${target}"; }
${snippet}
sub vcl_recv { return (pass); }
`),
  },
] as const;

describe.each(UPGRADES)("advice to let WebSockets through (Debian package $package)", ({ program, bare, advised }) => {
  it.skipIf(!findProgram(program))("works", async () => {
    const [backend] = await backendsFor(1);
    const before = closeAfterTest(await bare(backend!.port));
    const { complaints, find } = await diagnoseUrl(before.url);
    expect(complaints).toEqual(["upgrade-headers-stripped"]);
    const snippet = snippetOf(find("upgrade-headers-stripped")!, [backend!]);
    const after = closeAfterTest(await advised(snippet, backend!.port));
    const then = await diagnoseUrl(after.url);
    expect(then.complaints).toEqual([]);
    expect(then.find("websocket")).toMatchObject({ verdict: "ok" });
  });
});

/** Timeouts of a second, and what the advice names in backquotes in their place. */
const IMPATIENT = [
  {
    program: "nginx",
    package: "nginx-light",
    start: ([backend]: readonly number[], [read = "proxy_read_timeout 3s;"]: readonly string[]) =>
      startNginx(
        (port) => `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${backend};
proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; ${read} } }`,
      ),
  },
  {
    program: "haproxy",
    package: "haproxy",
    start: ([backend]: readonly number[], advised: readonly string[]) =>
      startHaproxy(
        (port) => `defaults
  mode http
  timeout connect 5s
  ${(advised.length > 0 ? advised : ["timeout tunnel 3s", "timeout server 3s", "timeout client 3s"]).join("\n  ")}
listen chat
  bind 127.0.0.1:${port}
  server one 127.0.0.1:${backend} cookie one
  cookie SERVERID insert indirect nocache`,
      ),
  },
  {
    program: "caddy",
    package: "caddy",
    start: ([backend]: readonly number[], [read = "read_timeout 3s"]: readonly string[]) =>
      startCaddy(`reverse_proxy 127.0.0.1:${backend} {
  transport http {
    ${read}
  }
}`),
  },
  {
    program: "apache2",
    package: "apache2",
    start: ([backend]: readonly number[], [timeout = "ProxyTimeout 3"]: readonly string[]) =>
      startApache(
        () => `${timeout}
ProxyPass "/socket.io/" "http://127.0.0.1:${backend}/socket.io/" upgrade=websocket`,
      ),
  },
  {
    program: "varnishd",
    package: "varnish",
    start: (
      [backend]: readonly number[],
      [pipe = "-p pipe_timeout=3", firstByte = ".first_byte_timeout = 3s"]: readonly string[],
    ) =>
      startVarnish(
        `vcl 4.1;
backend one { .host = "127.0.0.1"; .port = "${backend}"; ${firstByte}; }
sub vcl_recv { if (req.http.Upgrade) { return (pipe); } return (pass); }
sub vcl_pipe { if (req.http.Upgrade) {
  set bereq.http.Upgrade = req.http.Upgrade; set bereq.http.Connection = req.http.Connection; } }
`,
        pipe.split(" "),
      ),
  },
];

it("advice on idle timeouts lets silent connections live, for each component that is here", async () => {
  const here = IMPATIENT.filter(({ program }) => findProgram(program));
  const backends = await backendsFor(here.length, { pingInterval: 6000 });
  const outcomes = await Promise.all(
    here.map(async ({ program, start }, index) => {
      const ports = [backends[index]!.port];
      const before = await diagnoseUrl(closeAfterTest(await start(ports, [])).url, { waitsIdle: true });
      const line = before.find("idle-timeout")?.advice.find((one) => one.startsWith("In "));
      const advised = [...(line ?? "").matchAll(/`([^`]*\d[^`]*)`/g)].map(([, code]) => code!);
      const after = await diagnoseUrl(closeAfterTest(await start(ports, advised)).url, { waitsIdle: true });
      return { program, advised: advised.length > 0, afterwards: after.find("idle")?.verdict };
    }),
  );
  expect(outcomes).toEqual(here.map(({ program }) => ({ program, advised: true, afterwards: "ok" })));
});
