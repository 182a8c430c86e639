import { describe, expect, it } from "vitest";
import { decodePackets, encodePackets, parseHandshake } from "./engine-packets.ts";

const OPEN = '0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const OLD = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":5000}';

describe("Engine.IO's packets", () => {
  it.each([
    { protocol: 4, packets: ["40", "3"], body: "40\u001E3" },
    { protocol: 3, packets: ["40", "3"], body: "2:401:3" },
  ] as const)("of revision $protocol there and back", ({ protocol, packets, body }) => {
    expect(encodePackets(protocol, packets)).toBe(body);
    expect(decodePackets(protocol, body)).toEqual(packets);
  });

  it("a handshake tells its revision", () => {
    expect(parseHandshake(OPEN)).toMatchObject({ protocol: 4, open: { sid: "abc", maxPayload: 1_000_000 } });
    expect(parseHandshake(`${OLD.length}:${OLD}2:40`)).toMatchObject({ protocol: 3, open: { maxPayload: null } });
  });

  it.each(["", "<html>", "0{", '0{"sid":1}', "2", "99999:0{", '{"sid":"abc"}'])("%j is not a handshake", (body) => {
    expect(parseHandshake(body)).toBeNull();
  });
});
