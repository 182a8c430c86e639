import { describe, expect, it } from "vitest";
import { cookieTarget, createCookieSealer } from "./cookie-sealer.ts";

const flipBit = (value: string, at: number) => {
  const bytes = Buffer.from(value, "base64");
  bytes[at]! ^= 1;
  return bytes.toString("base64");
};

describe("the sealed value of a stickiness cookie", () => {
  const sealer = createCookieSealer();

  it("says whose it is and when it was issued, and nothing else", () => {
    const issuedAtMs = Date.UTC(2026, 10, 24, 9, 31, 10, 123);
    expect(sealer.open(sealer.seal("chat-1", issuedAtMs))).toEqual({
      target: cookieTarget("chat-1"),
      issuedAtMs,
      visitor: null,
    });
    expect(sealer.open(sealer.seal("chat-1", 0, "00ff10203040506a"))).toMatchObject({ visitor: "00ff10203040506a" });
  });

  it.each(["a", "chat-1", "i-0123456789abcdef0", "x".repeat(10_000), "ünï"])(
    "is 93 bytes in 124 characters of plain base64, for every target id (R1.15)",
    (id) => {
      const value = sealer.seal(id, 0);
      expect(value).toMatch(/^[A-Za-z0-9+/]{124}$/);
      expect(Buffer.from(value, "base64")).toHaveLength(93);
    },
  );

  it("is a new one each time (R1.7)", () => {
    expect(new Set(Array.from({ length: 100 }, () => sealer.seal("chat-1", 0))).size).toBe(100);
  });

  it("uses the characters that URL encoding would change, so that careless clients fail here too (R1.15)", () => {
    const values = Array.from({ length: 50 }, () => sealer.seal("chat-1", 0)).join("");
    expect(values).toContain("+");
    expect(values).toContain("/");
  });

  it.each(Array.from({ length: 93 }, (_, at) => at))("cannot be altered at byte %i (R1.16)", (at) => {
    expect(sealer.open(flipBit(sealer.seal("chat-1", 0), at))).toBeNull();
  });

  it.each([
    ["nothing", () => ""],
    ["garbage", () => "garbage"],
    ["garbage of the right size", () => "A".repeat(124)],
    ["a shortened one", () => sealer.seal("chat-1", 0).slice(0, -4)],
    ["a lengthened one", () => `${sealer.seal("chat-1", 0)}AAAA`],
    ["a quoted one", () => `"${sealer.seal("chat-1", 0)}"`],
    ["a URL-encoded one", () => encodeURIComponent(`+${sealer.seal("chat-1", 0).slice(1)}`)],
    ["one of base64url", () => `-${sealer.seal("chat-1", 0).slice(1)}`],
    ["another balancer's", () => createCookieSealer().seal("chat-1", 0)],
  ])("is not %s (R1.10)", (_, value) => {
    expect(sealer.open(value())).toBeNull();
  });

  it("has a pad of its own, so that the same cookie twice shows nothing that they share", () => {
    const [one, other] = [sealer.seal("chat-1", 0), sealer.seal("chat-1", 0)].map((value) =>
      Buffer.from(value, "base64"),
    );
    const same = one!.filter((byte, at) => byte === other![at]).length;
    // Of 93 random bytes more than 12 agree less than once in 10 to the 14.
    expect(same).toBeLessThanOrEqual(12);
  });

  it("is read by every node that has the key (R1.16)", () => {
    const key = Buffer.alloc(32, 7);
    const [first, second] = [createCookieSealer(key), createCookieSealer(key)];
    expect(second.open(first.seal("chat-2", 5))).toEqual({
      target: cookieTarget("chat-2"),
      issuedAtMs: 5,
      visitor: null,
    });
  });

  it("outlives one rotation of the key and not the next (R1.16)", () => {
    const rotating = createCookieSealer();
    const old = rotating.seal("chat-1", 0);
    rotating.rotate();
    expect(rotating.open(old)).not.toBeNull();
    expect(rotating.open(rotating.seal("chat-1", 0))).not.toBeNull();
    rotating.rotate();
    expect(rotating.open(old)).toBeNull();
  });
});

describe("the newest cookie of a connection", () => {
  const newest = () => ({ value: "", stuck: null, sealedBy: null });

  it("says what it says when it is opened", () => {
    const sealer = createCookieSealer();
    const given = newest();
    const value = sealer.seal("chat-1", 7, "00ff10203040506a", given);
    expect(sealer.open(value, given)).toEqual(sealer.open(value));
    expect(sealer.open(sealer.seal("chat-2", 8), given)).toMatchObject({ issuedAtMs: 8 });
    expect(sealer.open(flipBit(value, 20), given)).toBeNull();
  });

  it("is opened like any other once the key was rotated (R1.16)", () => {
    const sealer = createCookieSealer();
    const given = newest();
    const value = sealer.seal("chat-1", 7, undefined, given);
    sealer.rotate();
    expect(sealer.open(value, given)).toMatchObject({ issuedAtMs: 7 });
    sealer.rotate();
    expect(sealer.open(value, given)).toBeNull();
  });
});

describe("the sealed value of AWSALBTG", () => {
  const sealer = createCookieSealer(undefined, "AWSALBTG");

  it("is 134 bytes in 180 characters of padded base64 (R1.15)", () => {
    const value = sealer.seal("blue", 7);
    expect(value).toMatch(/^[A-Za-z0-9+/]{179}=$/);
    expect(sealer.open(value)).toEqual({ target: cookieTarget("blue"), issuedAtMs: 7, visitor: null });
  });

  it.each(Array.from({ length: 134 }, (_, at) => at))("cannot be altered at byte %i (R1.16)", (at) => {
    expect(sealer.open(flipBit(sealer.seal("blue", 0), at))).toBeNull();
  });

  it("cannot be written in another way", () => {
    const value = sealer.seal("blue", 7);
    const nextLetter = String.fromCharCode(value.charCodeAt(178) + 1);
    const others = [value.slice(0, -1), `${value}=`, encodeURIComponent(value), `${value.slice(0, 178)}${nextLetter}=`];
    expect(others.map((other) => sealer.open(other))).toEqual([null, null, null, null]);
  });
});
