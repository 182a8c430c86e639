import type { RoutableRequest } from "../exchange/route-decision.ts";
import type { RedirectAction } from "./rule.ts";

/**
 * Rule R10.10: the URL that a redirect names. What the action leaves out stays as in the request; `#{protocol}`, `#{host}`,
 * `#{port}`, `#{path}` (without its first slash) and `#{query}` stand for the request's own. The port is always written,
 * as captures show it.
 */
export function redirectLocation(
  { Protocol, Host, Port, Path, Query }: RedirectAction["RedirectConfig"],
  { scheme, host, path, query, listener }: Pick<RoutableRequest, "scheme" | "host" | "path" | "query" | "listener">,
): string {
  const own: Record<string, string> = {
    protocol: scheme,
    host,
    port: String(listener.port),
    path: path.replace(/^\//, ""),
    query,
  };
  const filled = (text: string) => text.replaceAll(/#\{(protocol|host|port|path|query)\}/g, (_, name) => own[name]!);
  const protocol = filled(Protocol ?? "#{protocol}").toLowerCase();
  const newQuery = filled(Query ?? "#{query}");
  const url = `${protocol}://${filled(Host ?? "#{host}")}:${filled(Port ?? "#{port}")}${filled(Path ?? "/#{path}")}`;
  return newQuery === "" ? url : `${url}?${newQuery}`;
}
