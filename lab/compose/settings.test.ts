import { describe, expect, it } from "vitest";
import { parseBalancerSettings } from "./settings.ts";

describe("parseBalancerSettings", () => {
  it("needs only the targets, which are called by their hosts", () => {
    expect(parseBalancerSettings({ TARGETS: "chat-1:8000, chat-2:8001" })).toEqual({
      settings: {
        host: "127.0.0.1",
        port: 8000,
        controlPort: 8001,
        controlHost: null,
        stickiness: true,
        state: "memory",
        targets: [
          { id: "chat-1", address: "chat-1", port: 8000 },
          { id: "chat-2", address: "chat-2", port: 8001 },
        ],
      },
    });
  });

  it("takes empty for not set", () => {
    const empty = { TARGETS: "chat-1:8000", PORT: "", HOST: "", STICKINESS: "", STATE: "" };
    expect(parseBalancerSettings(empty)).toEqual(parseBalancerSettings({ TARGETS: "chat-1:8000" }));
  });

  it("turns stickiness off", () => {
    expect(parseBalancerSettings({ TARGETS: "chat-1:8000", STICKINESS: "off" })).toMatchObject({
      settings: { stickiness: false },
    });
  });

  it.each([[undefined], [""], ["chat-1"], ["chat-1:0"], ["chat-1:65536"], ["chat-1:8000,chat-1:8001"], ["a b:1"]])(
    "refuses the targets %j",
    (targets) => {
      expect(parseBalancerSettings({ TARGETS: targets })).toEqual({
        complaints: [expect.stringContaining(`TARGETS is "${targets ?? ""}"; allowed:`)],
      });
    },
  );

  it("says everything that is wrong at once", () => {
    expect(parseBalancerSettings({ PORT: "-1", CONTROL_PORT: "x", STICKINESS: "yes", STATE: "disk" })).toEqual({
      complaints: ["TARGETS", "PORT", "CONTROL_PORT", "STICKINESS", "STATE"].map((name) =>
        expect.stringMatching(new RegExp(`^${name} is `)),
      ),
    });
  });
});
