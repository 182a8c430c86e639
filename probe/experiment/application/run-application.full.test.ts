import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket as ServerSocket } from "socket.io";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../../alb/balancer.ts";
import { printHtml } from "../../report/print-html.ts";
import { applicationCells, type ApplicationCell } from "./application-cell.ts";
import { applicationReport } from "./application-report.ts";
import type { Application } from "./load-application.ts";
import { missingInRoom } from "./predict-application.ts";
import { runApplication, type ApplicationRun } from "./run-application.ts";

type Serve = (socket: ServerSocket, server: Server) => void;

/** Everybody is told what anybody says, the sender too. */
const echo: Serve = (socket, server) => {
  socket.on("message", (text) => server.emit("message", text));
};
/** All but the sender. */
const broadcast: Serve = (socket) => {
  socket.on("message", (text) => socket.broadcast.emit("message", text));
};

/** Instances of an application in this process, each with nothing but itself, behind a balancer. */
async function serve(instances: number, on: Serve): Promise<string> {
  const balancer = await startBalancer({ targetGroupAttributes: { "stickiness.enabled": "true" } });
  onTestFinished(() => balancer.close());
  for (let index = 1; index <= instances; index += 1) {
    const http = createServer((_request, response) => response.end("page"));
    const server = new Server(http);
    server.on("connection", (socket) => {
      socket.on("which", (answer: (name: string) => void) => answer(`i-${index}`));
      on(socket, server);
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    onTestFinished(() => void server.close());
    balancer.registerTarget({ id: `i-${index}`, address: "127.0.0.1", port: (http.address() as AddressInfo).port });
  }
  return balancer.url;
}

const PLAIN: Application = {
  join() {},
  send: (socket, _room, id) => void socket.emit("message", id),
  listen: (socket, onMessage) => socket.on("message", onMessage),
};

const [FIRST, SECOND] = applicationCells({ isDeployed: true, instances: 1 }).filter(
  ({ transport, layout }) => transport === "websocket" && layout === "browsers",
) as [ApplicationCell, ApplicationCell];

function run(
  url: string,
  application: Application,
  change: Partial<ApplicationRun["settings"]> = {},
  answerMs = 30_000,
  cells = [FIRST],
) {
  return runApplication({
    settings: {
      file: "chat.mjs",
      claims: null,
      people: 4,
      rooms: 1,
      messages: 2,
      instances: null,
      seed: 1,
      payloadBytes: 1,
      ratePerSecond: null,
      thinkMs: 0,
      quietMs: 1_000,
      ...change,
    },
    application,
    lab: { url, control: null, store: null, reports: () => Promise.resolve([]), close: () => Promise.resolve() },
    cells,
    url,
    command: null,
    answerMs,
  });
}

const nothing = ({ cells }: Awaited<ReturnType<typeof run>>) => cells[0]!.measurements.crossUser;

describe("somebody's application", () => {
  it("accepts by acknowledgement where send returns a promise", async () => {
    const url = await serve(1, (socket) => {
      socket.on("message", (text: string, done: (isTaken: boolean) => void) => {
        socket.broadcast.emit("message", text);
        done(!text.includes("-Bo-"));
      });
    });
    const result = await run(url, { ...PLAIN, send: (socket, _room, id) => socket.emitWithAck("message", id) });
    expect(result).toMatchObject({ confirmation: "acknowledgement", knowsInstances: false, verdict: "invalid" });
    // Bo's are refused, and yet go out: nobody may do that, with any promise.
    expect(nothing(result).sent).toEqual({ ok: 6, fail: 2, unknown: 0, unconfirmed: 0 });
    expect(nothing(result)).toMatchObject({ expected: 18, delivered: 18, lost: [] });
    expect(nothing(result).phantoms).toHaveLength(6);
  });

  it("accepts by echo where it does not, and loses what other instances do not get", async () => {
    const result = await run(await serve(2, echo), {
      ...PLAIN,
      instance: (socket) => socket.emitWithAck("which") as Promise<string>,
    });
    expect(result).toMatchObject({ confirmation: "echo", knowsInstances: true, verdict: "valid", stopped: null });
    // (1 − 1/2) · 4/3 of 24
    expect(nothing(result)).toMatchObject({ expected: 24, delivered: 8 });
    expect(new Set(nothing(result).lost.map(({ cause }) => cause))).toEqual(
      new Set(["on another instance with no shared state"]),
    );
    const report = applicationReport(result);
    expect(report).toMatchObject({ verdict: "valid", colour: "invalid" });
    expect(report.page()).toContain('<th scope="row"><b>as-is</b> websocket, several browsers</th>');
    const title = "66.7 % lost; 16 of 24, 4 of 4 sessions lasted; no other fault";
    expect(report.page()).toContain(`<a href="#cell-as-is-websocket-browsers-nothing" title="${title}">`);
    expect(report.page()).toMatch(
      /<p>sessions 4\/4 · 400s 0 · accepted 8 · unknown 0 · away – · ms to connect \d+ to \d+<\/p>/,
    );
    expect(printHtml(report)).toContain('<p class="verdict invalid">16 of 24 deliveries to people in the room lost');
  });

  it("is never said to lose what it does not confirm", async () => {
    const result = await run(await serve(2, broadcast), PLAIN);
    expect(result).toMatchObject({ confirmation: "none", verdict: "valid" });
    expect(nothing(result)).toMatchObject({ expected: 0, lost: [], unconfirmed: { expected: 24, delivered: 8 } });
    expect(applicationReport(result)).toMatchObject({ verdict: "valid", colour: "unknown" });
    expect(missingInRoom(nothing(result)).map(({ cause }) => cause)).toEqual(
      Array.from({ length: 16 }, () => "not known"),
    );
  });

  it("is contradicted where it claims shared rooms and has none", async () => {
    const { verdict, cells } = await run(await serve(2, echo), PLAIN, { claims: "shared" });
    expect(verdict).toBe("invalid");
    expect(cells[0]!.comparison.claims.find(({ about }) => about === "missing")).toMatchObject({
      predicted: "nothing missing, 0 of 24",
      measured: "16 of 24",
      holds: false,
    });
  });

  it("has rooms, texts of any length, a rate and thinking people", async () => {
    const lengths = new Set<number>();
    const url = await serve(1, (socket, server) => {
      socket.on("join", (room: string) => socket.join(room));
      socket.on("message", (room: string, text: string) => {
        lengths.add(text.length);
        server.to(room).emit("message", { room, text });
      });
    });
    const result = await run(
      url,
      {
        join: (socket, room) => void socket.emit("join", room),
        send: (socket, room, id) => void socket.emit("message", room, id),
        listen: (socket, onMessage) => socket.on("message", onMessage),
      },
      { rooms: 2, payloadBytes: 2_000, ratePerSecond: 200, thinkMs: 5 },
    );
    // Two in each room: one receiver of each message.
    expect(nothing(result)).toMatchObject({ expected: 8, delivered: 8, strangers: [] });
    expect([...lengths]).toEqual([2_000]);
  });

  it("tells outsiders", async () => {
    const { verdict, cells } = await run(await serve(1, echo), PLAIN, { rooms: 2 });
    expect(cells[0]!.measurements.crossUser.strangers.length).toBeGreaterThan(0);
    expect(verdict).toBe("invalid");
  });
});

describe("a module that does not do what it should", () => {
  const never = () => new Promise(() => {});
  const boom = () => {
    throw new Error("boom");
  };
  it.each<[string, Partial<Application>, RegExp]>([
    ["throws in join", { join: boom }, /^chat\.mjs: join threw: boom$/],
    ["rejects in join", { join: () => Promise.reject(new Error("boom")) }, /^chat\.mjs: join failed: boom$/],
    ["hangs in join", { join: never }, /^chat\.mjs: join has not finished after 1 s$/],
    ["throws in listen", { listen: boom }, /^chat\.mjs: listen threw: boom$/],
    ["throws in send", { send: boom }, /^chat\.mjs: send threw: boom$/],
    ["hangs in send", { send: never }, /^chat\.mjs: the promise that send returns did not resolve within 1 s$/],
    ["throws in instance", { instance: boom }, /^chat\.mjs: instance threw: boom$/],
    ["names an instance by an object", { instance: () => ({}) }, /^chat\.mjs: instance\(socket\) is \{\}; allowed/],
    ["makes no socket", { connect: () => ({}) as never }, /^chat\.mjs: connect\(url, options\) returned no socket/],
  ])("%s: one sentence", async (_how, change, sentence) => {
    await expect(run(await serve(1, echo), { ...PLAIN, ...change }, {}, 1_000)).rejects.toThrow(sentence);
  });

  it("is told of where it gives up later, and what was measured is kept", async () => {
    let sent = 0;
    const send: Application["send"] = (socket, room, id) => {
      // The rehearsal and the first cell.
      if ((sent += 1) > 9) boom();
      return PLAIN.send(socket, room, id);
    };
    const result = await run(await serve(1, echo), { ...PLAIN, send }, {}, 30_000, [FIRST, SECOND]);
    expect(result).toMatchObject({ stopped: "chat.mjs: send threw: boom", verdict: "unknown" });
    expect(result.cells.map(({ key }) => key)).toEqual(["as-is-websocket-browsers-nothing"]);
  });

  it("says so where nothing speaks Socket.IO", async () => {
    const http = createServer((_request, response) => response.writeHead(404).end("no"));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    onTestFinished(() => void http.close());
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    await expect(run(url, PLAIN, {}, 2_000)).rejects.toThrow(`${url} gives nobody a Socket.IO session: 404`);
  });
});
