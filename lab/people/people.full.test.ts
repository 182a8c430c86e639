import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import type { PersonView } from "../../protocol/control/people.ts";
import type { ControlState } from "../../protocol/control/state.ts";
import type { StoryView } from "../../protocol/control/story.ts";
import { startLab, type Lab } from "../start-lab.ts";
import { isAlive } from "../../machine/processes/is-alive.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({
    instances: 2,
    balancer: { shortDurations: true, healthCheck: { intervalSeconds: 0.2, timeoutSeconds: 1 } },
  });
}, 120_000);
afterAll(() => lab.close());

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the caller knows of the answer
async function call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const response = await fetch(lab.controlUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

const state = async () => (await call<ControlState>("GET", "/state")).body;

async function invite(request: object): Promise<PersonView> {
  const { status, body } = await call<PersonView>("POST", "/people", { room: "lobby", ...request });
  expect(status).toBe(201);
  onTestFinished(async () => void (await call("DELETE", `/people/${body.id}`)));
  return body;
}

const until = (id: string, isSo: (person: PersonView) => boolean) =>
  vi.waitFor(
    async () => {
      const person = (await state()).people.find((one) => one.id === id);
      if (!person || !isSo(person)) throw new Error(`not yet: ${JSON.stringify(person)}`);
      return person;
    },
    { timeout: 15_000, interval: 50 },
  );
const joined = (id: string) => until(id, (person) => person.state === "joined");

it("is somebody who joins, speaks, hears, loses the connection, reloads, leaves and is gone", async () => {
  const { id: ada } = await invite({ name: "Ada" });
  const first = await joined(ada);
  expect(first.instance).toMatch(/^chat-[12]$/);
  expect(isAlive(first.pid!)).toBe(true);

  // One more window of Ada's browser: the same instance.
  const { [first.instance!]: cookies } = { [first.instance!]: lab.balancer.issueStickinessCookies(first.instance!)! };
  const { id: bo, sharesCookie } = await invite({ name: "Bo", cookie: cookies!.AWSALB });
  expect(sharesCookie).toBe(true);
  expect((await joined(bo)).instance).toBe(first.instance);

  const said = await call<{ outcome: string; person: PersonView }>("POST", `/people/${ada}/say`, { text: "Hello, Bo" });
  expect(said.body.outcome).toBe("ok");
  const heard = await until(bo, ({ messages }) => messages.length > 0);
  expect(heard.messages).toMatchObject([{ name: "Ada", text: "Hello, Bo", instance: first.instance, own: false }]);
  expect((await until(ada, ({ messages }) => messages.length > 0)).messages[0]).toMatchObject({ own: true });

  await call("POST", `/people/${ada}/drop`);
  await until(ada, (person) => person.state === "joined" && person.instance === first.instance);

  const reloaded = await call<PersonView>("POST", `/people/${ada}/reload`);
  expect(reloaded.body.messages).toEqual([]);
  const back = await until(ada, (person) => person.state === "joined" && person.messages.length > 0);
  expect(back).toMatchObject({ instance: first.instance, messages: [{ text: "Hello, Bo", own: true }] });

  expect((await call<PersonView>("POST", `/people/${ada}/leave`)).body).toMatchObject({
    state: "left",
    instance: null,
  });
  await call("POST", `/people/${ada}/reload`);
  await joined(ada);

  const { body: gone } = await call<PersonView>("DELETE", `/people/${ada}`);
  expect(gone.state).toBe("ended");
  expect(isAlive(first.pid!)).toBe(false);
  expect((await state()).people.map(({ id }) => id)).toEqual([bo]);
}, 90_000);

it("greets, and answers its name", async () => {
  const { id: cy } = await invite({ name: "Cy", room: "talk", talks: true });
  const { instance } = await until(cy, ({ messages }) => messages.length === 1);
  const { AWSALB: cookie } = lab.balancer.issueStickinessCookies(instance!)!;
  const { id: di } = await invite({ name: "Di", room: "talk", cookie });
  await joined(di);
  await call("POST", `/people/${di}/say`, { text: "Cyan is a colour" });
  await call("POST", `/people/${di}/say`, { text: "cy, are you there?" });
  const { messages } = await until(di, (person) => person.messages.length === 4);
  expect(messages.map(({ name, text }) => `${name}: ${text}`)).toEqual([
    "Cy: Hello, I am Cy.",
    "Di: Cyan is a colour",
    "Di: cy, are you there?",
    `Cy: I hear you, through ${instance}.`,
  ]);
}, 60_000);

it("sees no session without stickiness over the default transports, and says why", async () => {
  await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "false" });
  onTestFinished(async () => void (await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "true" })));
  const { id } = await invite({ name: "Eve", transport: "polling" });
  expect((await until(id, ({ problem }) => problem !== null)).problem).toMatch(/^Session ID unknown/);
}, 60_000);

it.each([
  [{ room: "lobby" }, '"name" is missing; allowed: a string'],
  [{ name: "", room: "lobby" }, '"name" is ""; allowed: at least 1 character'],
  [
    { name: "Ada", room: "lobby", transport: "pigeon" },
    '"transport" is "pigeon"; allowed: default, websocket, polling',
  ],
  [{ name: "Ada", room: "lobby", keepsCookies: "no" }, '"keepsCookies" is "no"; allowed: true, false'],
  [
    { name: "Ada", room: "lobby", colour: "red" },
    '"colour" is not known; allowed: name, room, cookie, transport, keepsCookies, talks',
  ],
])("refuses %j", async (body, message) => {
  expect(await call("POST", "/people", body)).toMatchObject({ status: 400, body: { error: { message } } });
  expect((await state()).people).toEqual([]);
});

it("refuses a second of one name, and the person whom nobody knows", async () => {
  await invite({ name: "Flo" });
  expect(await call("POST", "/people", { name: "Flo", room: "lobby" })).toMatchObject({ status: 409 });
  for (const [method, path] of [
    ["POST", "/people/person-99/say"],
    ["DELETE", "/people/person-99"],
  ]) {
    expect(await call(method!, path!, { text: "x" })).toMatchObject({ status: 404 });
  }
});

it("plays a story, and puts everything back when its stream is gone", async () => {
  await lab.addInstance();
  await vi.waitFor(
    async () => expect((await state()).targets.filter(({ health }) => health.state === "healthy").length).toBe(3),
    15_000,
  );
  const before = await state();
  const { id: guest } = await invite({ name: "Guest" });
  await joined(guest);

  const { status, body: story } = await call<StoryView>("POST", "/story");
  expect({ status, story }).toMatchObject({ status: 201, story: { state: "playing" } });
  expect(await call("POST", "/story")).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringMatching("another page plays") } },
  });
  const page = new AbortController();
  const stream = await fetch(`${lab.controlUrl}/events?story=${story.id}`, { signal: page.signal });
  expect(stream.status).toBe(200);

  await call("POST", "/people", { name: "Bo", room: "lobby" });
  await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "false" });
  await call("POST", "/targets/chat-1/kill");
  await call("POST", "/targets/chat-2/pause");
  await call("POST", "/targets");
  await call("POST", "/targets/chat-3/deregister");
  page.abort();

  await vi.waitFor(async () => expect((await state()).story).toBeNull(), { timeout: 40_000, interval: 200 });
  const after = await state();
  const told = ({ targetGroup, targets, people }: ControlState) => ({
    attributes: targetGroup.attributes,
    targets: targets.map(({ id, process }) => [id, process?.state]),
    people: people.filter(({ id }) => id !== guest).map(({ name }) => name),
  });
  expect(told(after)).toEqual(told(before));
  expect(await call("DELETE", `/story/${story.id}`)).toMatchObject({ status: 404 });
}, 120_000);

it("forgets an instance that has ended, and not one that runs", async () => {
  const id = await lab.addInstance();
  expect(await call("DELETE", `/targets/${id}`)).toMatchObject({ status: 409 });
  await lab.kill(id);
  expect(await call("DELETE", `/targets/${id}`)).toMatchObject({ status: 200, body: { id } });
  expect((await state()).targets.map((target) => target.id)).not.toContain(id);
  expect(await call("DELETE", `/targets/${id}`)).toMatchObject({ status: 404 });
});

it("tells Prometheus", async () => {
  const metrics = await (await fetch(`${lab.controlUrl}/metrics`)).text();
  expect(metrics).toMatch(/^aws_applicationelb_request_count_total\{load_balancer="[^"]+"\} [1-9]/m);
  expect((await call<{ targets: string[] }[]>("GET", "/http-sd")).body[0]!.targets[0]).toMatch(/^127\.0\.0\.1:\d+$/);
});
