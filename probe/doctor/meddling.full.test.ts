import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { backendsFor } from "./fixtures/behind-proxy.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";
import { startMeddler } from "./fixtures/start-meddler.ts";
import { startStandIn } from "./fixtures/start-stand-in.ts";

/** RFC 6455, section 1.3. */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

describe("behind proxies that do what none should", () => {
  it.each([
    {
      delayMs: 2400,
      title: /^Answers to waiting polls are held back, by [2-9]\.\d s$|^\d polls of \d+ brought no answer/,
    },
    // Longer than the doctor waits for one.
    { delayMs: 6000, title: /^Answers to waiting polls are held back, and come over WebSockets$/ },
  ])("answers to waiting polls that are held back by $delayMs ms are found", async ({ delayMs, title }) => {
    const { url: balancer } = await startStandIn();
    const isPoll = (url = "") => url.includes("sid=");
    const url = await startMeddler(
      { port: Number(new URL(balancer).port) },
      { delayMs: ({ method, url: path }) => (method === "GET" && isPoll(path) ? delayMs : 0) },
    );
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["held-back"]);
    expect(find("held-back")?.title).toMatch(title);
  });

  it("answers to some polls that are held back for longer than the doctor waits are found", async () => {
    const [backend] = await backendsFor(1);
    let polls = 0;
    const isHeld = (path = "") => path.includes("sid=") && polls++ % 3 === 0;
    const url = await startMeddler(backend!, {
      delayMs: ({ method, url: path }) => (method === "GET" && isHeld(path) ? 6000 : 0),
    });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual(["held-back"]);
    expect(find("held-back")?.title).toMatch(/^\d polls of \d+ brought no answer within three seconds$/);
  });

  it("WebSockets that open and stay silent are found", async () => {
    const [backend] = await backendsFor(1);
    const url = await startMeddler(backend!, {
      onUpgrade: (socket, { headers }) => {
        const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}${WEBSOCKET_GUID}`).digest("base64");
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.resume();
      },
    });
    const { complaints } = await diagnoseUrl(url, { waitSeconds: 2 });
    // So short a wait may be too short for others, too, where the machine is busy.
    expect(complaints).toContain("websocket-silent");
  });

  it.each([
    { where: "once in each session", isOnce: true, verdict: "warning" },
    { where: "each time", isOnce: false, verdict: "problem" },
  ])("upgrades whose first packet is thrown away are found: $where", async ({ isOnce, verdict }) => {
    const [backend] = await backendsFor(1);
    const met = new Set<string | null>();
    const url = await startMeddler(backend!, {
      losesFirst: ({ url: path = "" }) => {
        const sid = new URLSearchParams(path).get("sid");
        if (sid === null || (isOnce && met.has(sid))) return false;
        met.add(sid);
        return true;
      },
    });
    const { summary, complaints, find } = await diagnoseUrl(url, { waitSeconds: 4 });
    expect(complaints).toEqual(["upgrade-unanswered"]);
    expect(find("upgrade-unanswered")).toMatchObject({ verdict });
    expect(summary.verdict).toBe(isOnce ? "healthy" : "problem");
  });

  it("WebSockets that are swallowed are found", async () => {
    const [backend] = await backendsFor(1);
    const url = await startMeddler(backend!, { onUpgrade: (socket) => socket.destroy() });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toContain("websocket-blocked");
    expect(find("websocket-blocked")?.title).toBe("WebSockets are blocked (no answer)");
  });
});

it("a server of Engine.IO that is not Socket.IO's, and answers nothing, is measured all the same", async () => {
  const { url, backends } = await startStandIn();
  for (const { io } of backends) io.engine.removeAllListeners("connection");
  const { complaints, summary, find } = await diagnoseUrl(url, { waitSeconds: 1.5 });
  expect(complaints).toEqual([]);
  expect(summary.affinity).toBe("by cookie AWSALB");
  expect(find("not-held-back")).toBeUndefined();
});

it("a held poll that the time limit ends was cut by nobody, and is not said to live", async () => {
  const [backend] = await backendsFor(1, { pingInterval: 9000 });
  const url = `http://127.0.0.1:${backend!.port}`;
  const { complaints, find } = await diagnoseUrl(url, { waitsIdle: true, timeLimitSeconds: 6 });
  expect(complaints).toEqual([]);
  expect(find("idle")?.title).toBe("A silent WebSocket lives until the server's ping");
});

it("what the time limit leaves no time for is said", async () => {
  const { url } = await startStandIn();
  const { findings, find } = await diagnoseUrl(url, { rate: 20, timeLimitSeconds: 1 });
  expect(find("cut-short")).toMatchObject({ verdict: "not measured" });
  expect(findings.map(({ verdict }) => verdict)).not.toContain("problem");
});

it("sends what it is told to with every request, and no more requests a second than it may", async () => {
  const seen: { at: number; agent: string | undefined; authorization: string | undefined }[] = [];
  const { url } = await startStandIn(
    { instances: 1 },
    {
      allowRequest: ({ headers }, decide) => {
        seen.push({ at: performance.now(), agent: headers["user-agent"], authorization: headers.authorization });
        decide(null, true);
      },
    },
  );
  const { evidence } = await diagnoseUrl(url, { rate: 100, headers: { authorization: "Bearer secret" } });
  expect(new Set(seen.map(({ agent }) => agent?.split("/")[0]))).toEqual(new Set(["sticky-rooms-doctor"]));
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer secret"]));
  expect(evidence.requests / evidence.seconds).toBeLessThanOrEqual(101);
  expect(JSON.stringify(evidence)).not.toContain("secret");
});
