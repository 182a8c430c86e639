/**
 * Rule R7.4: the `Host` that a target receives unless the client's is preserved: lower case; without a port on listener
 * ports 80 and 443, with the listener's port where the client named none; the request line's own host goes first.
 * @param authority of an absolute-form request line, else null.
 */
export function hostHeader(
  received: string | undefined,
  authority: string | null,
  { listenerPort, dnsName }: { listenerPort: number; dnsName: string },
): string {
  const host = (authority ?? (received === undefined || received === "" ? dnsName : received)).toLowerCase();
  if (PORT.test(host) && listenerPort !== 80 && listenerPort !== 443) return host;
  const [, name = host] = NAME.exec(host) ?? [];
  return listenerPort === 80 || listenerPort === 443 ? name : `${name}:${listenerPort}`;
}

const PORT = /^(?:\[[^\]]*\]|[^:]*):\d+$/;
const NAME = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;
