import type { Balancer } from "../../alb/balancer.ts";
import type { World } from "./read-world.ts";
import { playedListeners } from "./routing.ts";

/** At which port here each described listener is that is played; says where those are that nobody asked for by a port. */
export function portsOf(world: World, balancer: Balancer, say: (line: string) => void): Map<string, number> {
  const [main, ...others] = balancer.state().listeners;
  const ownHttps = others.find(({ protocol }) => protocol === "HTTPS");
  const extras = others.filter(({ protocol }) => protocol === "HTTP");
  const { main: first, https, more } = playedListeners(world, ownHttps !== undefined);
  const ports = new Map([[first, main!.port]]);
  if (https !== null) ports.set(https, ownHttps!.port);
  for (const [index, name] of more.entries()) {
    const { port } = extras[index]!;
    ports.set(name, port);
    say(`listener ${name} is at http://localhost:${port}`);
  }
  if (first.startsWith("HTTPS:") && https === null) say(`listener ${first} speaks plain HTTP here; --https adds HTTPS`);
  return ports;
}
