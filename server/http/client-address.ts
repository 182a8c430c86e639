import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

const NAMED: Record<string, readonly string[]> = {
  loopback: ["127.0.0.0/8", "::1/128"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"],
};

/** Where a request came from. */
export type ClientAddress = (request: Pick<IncomingMessage, "headers" | "socket">) => string;

/**
 * Tells a client's address: the last entry of `X-Forwarded-For` where the peer is a trusted proxy, which wrote that
 * entry itself, else the peer's. `trustedProxies` holds addresses, networks, `loopback` and `private`.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const network of trustedProxies.flatMap((one) => NAMED[one] ?? [one])) {
    const [address = "", prefix] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    trusted.addSubnet(address, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
  }

  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? "unknown");
    const version = isIP(peer);
    if (version === 0 || !trusted.check(peer, version === 6 ? "ipv6" : "ipv4")) return peer;
    const last = String(headers["x-forwarded-for"] ?? "")
      .split(",")
      .at(-1)
      ?.trim();
    return plain((last || peer).slice(0, 64));
  };
}

/** An IPv4 address in IPv6 form as IPv4. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/, "");

/** What limits count by: an IPv4 address, or the /64 network of an IPv6 address, which is one household's or more. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const whole =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - after.length).fill("0"), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
