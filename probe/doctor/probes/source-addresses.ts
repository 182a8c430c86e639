import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/** Far apart, since some balancers look only at the first three numbers. */
const LOOPBACK = ["127.1.0.1", "127.20.3.1", "127.40.5.2", "127.63.7.3", "127.91.11.4", "127.133.13.5", "127.171.17.6"];

/** Addresses of this machine from which a host can be asked, other than the one that asks by itself. */
export async function sourceAddresses(hostname: string): Promise<string[]> {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  const found = await lookup(bare, { all: true }).catch(() => []);
  const isIPv4Reachable = found.some(({ family }) => family === 4);
  const isIPv6Reachable = found.some(({ family }) => family === 6);
  if (found.some(({ address }) => address.startsWith("127."))) return LOOPBACK;
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith("fe80"))
    .map(({ address }) => address);
  const usable = own.filter((address) => (isIPv6(address) ? isIPv6Reachable : isIPv4Reachable));
  // One of them is the one that asks by itself.
  return usable.length > 1 ? usable : [];
}
