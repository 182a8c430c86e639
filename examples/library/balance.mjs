import { createServer } from "node:http";
import { startBalancer } from "sticky-rooms/alb";

const copies = ["a", "b"].map((name) => createServer((_request, response) => response.end(name)).listen(0));
const targets = copies.map((copy) => `http://127.0.0.1:${copy.address().port}`);
const balancer = await startBalancer({ targets, targetGroupAttributes: { "stickiness.enabled": "true" } });
await balancer.ready();
const first = await fetch(balancer.url);
const cookie = first.headers.getSetCookie()[0].split(";")[0];
const second = await fetch(balancer.url, { headers: { cookie } });
console.log((await first.text()) === (await second.text()) ? "the same copy" : "another copy");
await balancer.close();
for (const copy of copies) copy.close();
