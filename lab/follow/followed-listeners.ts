import type { Balancer } from "../../alb/balancer.ts";
import type { RuleAction } from "../../alb/listener-rules/rule.ts";
import type { DescribedListener } from "./read-world.ts";

/** How an API's listener is named: "HTTP:80". */
export function listenerName({ protocol, port }: Pick<DescribedListener, "protocol" | "port">): string {
  return `${protocol}:${port}`;
}

/** What a port answers that no described listener has. */
const NOBODY: RuleAction[] = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }];

/**
 * At which port here each described listener is. The first HTTP one has the balancer's own, the first HTTPS one that of its
 * HTTPS listener, or the balancer's own where there is neither that nor an HTTP one. Further HTTP ones are opened as they
 * appear and closed as they go; an HTTPS one without a listener here is not played.
 */
export function createFollowedListeners(balancer: Balancer, say: (line: string) => void) {
  const [first, ...others] = balancer.state().listeners;
  const own = { HTTP: first!.port, HTTPS: others.find(({ protocol }) => protocol === "HTTPS")?.port };
  const ports = new Map<string, number>();
  const isFree = (port: number) => ![...ports.values()].includes(port);

  async function leave(name: string, port: number): Promise<void> {
    ports.delete(name);
    if (port !== own.HTTP && port !== own.HTTPS) {
      await balancer.deleteListener(port);
      say(`listener ${name} is gone`);
      return;
    }
    const listener = balancer.listener(port)!;
    for (const { Priority } of listener.rules()) listener.deleteRule(Priority);
    listener.setDefaultActions(NOBODY);
    say(`listener ${name} is gone: port ${port} answers 503`);
  }

  async function place(described: DescribedListener, hasHttp: boolean): Promise<void> {
    const name = listenerName(described);
    if (described.protocol === "HTTPS") {
      if (own.HTTPS !== undefined) {
        if (isFree(own.HTTPS)) ports.set(name, own.HTTPS);
      } else if (!hasHttp && isFree(own.HTTP)) {
        ports.set(name, own.HTTP);
        say(`listener ${name} speaks plain HTTP here; --https adds HTTPS`);
      }
    } else if (described.protocol === "HTTP" && isFree(own.HTTP)) ports.set(name, own.HTTP);
    else if (described.protocol === "HTTP") {
      const port = await balancer.createListener({ defaultActions: NOBODY });
      ports.set(name, port);
      say(`listener ${name} is at http://localhost:${port}`);
    }
  }

  return {
    /** Opens and closes what has to be. @returns ports by the listeners' names; one that is missing is not played. */
    async fit(listeners: readonly DescribedListener[]): Promise<ReadonlyMap<string, number>> {
      const described = new Set(listeners.map(listenerName));
      for (const [name, port] of ports) if (!described.has(name)) await leave(name, port);
      const hasHttp = listeners.some(({ protocol }) => protocol === "HTTP");
      for (const listener of listeners) if (!ports.has(listenerName(listener))) await place(listener, hasHttp);
      return ports;
    },
  };
}
