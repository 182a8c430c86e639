import { BlockList, isIP } from "node:net";

/** An IPv4 or IPv6 range as in `192.0.2.0/24`; null when it is not one. */
export function cidrBlock(text: string): ((address: string) => boolean) | null {
  const [, address = "", prefix = ""] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(prefix) > (version === 4 ? 32 : 128)) return null;
  const family = version === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(address, Number(prefix), family);
  return (candidate) => {
    // A client of a dual-stack socket.
    const plain = candidate.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
    return isIP(plain) === version && block.check(plain, family);
  };
}
