import { createCipheriv, createDecipheriv, createHash, randomBytes, type Cipher, type Decipher } from "node:crypto";
import { randomBlock } from "../headers/random-block.ts";

// 13 random bytes and 5 blocks of AES: 93 bytes, which are 124 characters of base64 as on AWS (rule R1.15).
const RANDOM_BYTES = 13;
const BLOCK_BYTES = 16;
const HALF = 8;
const BLOCKS = 5;
const SEALED_BYTES = RANDOM_BYTES + BLOCKS * BLOCK_BYTES;
const VALUE = /^[A-Za-z0-9+/]{124}$/;
/** Targets whose digests are kept. */
const MAX_DIGESTS = 10_000;

/** What a stickiness cookie says. It holds when it was issued, not when it ends: rule R1.9. */
export interface Stuck {
  /** Digest of the target's id. */
  target: string;
  issuedAtMs: number;
}

/** Seals and opens the values of `AWSALB`: opaque, encrypted, unalterable (rule R1.16). */
export interface CookieSealer {
  seal(targetId: string, nowMs: number): string;
  /** null when it cannot be decoded: rule R1.10. */
  open(value: string): Stuck | null;
  /** A new key seals from now on; the one before still opens. */
  rotate(): void;
}

const digests = new Map<string, string>();

/** How a target is named inside a cookie: a fixed size, whatever its id. */
export function cookieTarget(targetId: string): string {
  let digest = digests.get(targetId);
  if (digest === undefined) {
    digest = createHash("sha256").update(targetId).digest("base64");
    if (digests.size >= MAX_DIGESTS) digests.clear();
    digests.set(targetId, digest);
  }
  return digest;
}

/**
 * Every block holds 8 bytes of what the cookie says (when it was issued, then the target's digest) and 8 that tie it to
 * its cookie and its place: random bytes of the cookie and the block's number. AES turns any change of a block into noise
 * that does not fit these. So one call seals a cookie and one opens it, where an authenticated mode needs a new cipher for
 * each, which costs more than all the rest of a request's headers. It is opaque and cannot be altered, which is what clients
 * of an ALB have to live with; do not protect anything of worth with it.
 */
export function createCookieSealer(firstKey: Buffer = randomBytes(32)): CookieSealer {
  let keys = [createKey(firstKey)];
  return {
    seal(targetId, nowMs) {
      says.writeDoubleBE(nowMs, 0);
      says.write(cookieTarget(targetId), HALF, "base64");
      sealed.set(randomBlock(RANDOM_BYTES));
      for (let block = 0; block < BLOCKS; block += 1) {
        const at = block * BLOCK_BYTES;
        for (let i = 0; i < HALF; i += 1) {
          plain[at + i] = says[block * HALF + i]!;
          plain[at + HALF + i] = tie(block, i);
        }
      }
      sealed.set(keys[0]!.cipher.update(plain), RANDOM_BYTES);
      return sealed.toString("base64");
    },
    open(value) {
      if (!VALUE.test(value)) return null;
      sealed.write(value, "base64");
      for (const { decipher } of keys) {
        if (decrypt(decipher)) return { issuedAtMs: says.readDoubleBE(0), target: says.toString("base64", HALF) };
      }
      return null;
    },
    rotate() {
      keys = [createKey(randomBytes(32)), keys[0]!];
    },
  };
}

/** Where one cookie at a time is sealed or opened. */
const sealed = Buffer.alloc(SEALED_BYTES);
const plain = Buffer.alloc(BLOCKS * BLOCK_BYTES);
const says = Buffer.alloc(BLOCKS * HALF);

/** What ties a block to the cookie in `sealed` and to its place: its first or last 8 random bytes, and the block's number. */
function tie(block: number, i: number): number {
  const random = sealed[(block % 2 === 0 ? 0 : RANDOM_BYTES - HALF) + i]!;
  return i === 0 ? random ^ block : random;
}

/** A cipher of single blocks has no state, so one serves for all cookies. */
function createKey(key: Buffer): { cipher: Cipher; decipher: Decipher } {
  return {
    cipher: createCipheriv("aes-256-ecb", key, null).setAutoPadding(false),
    decipher: createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false),
  };
}

/** Opens `sealed` into `says`. @returns whether every block fits its cookie: the key is right, and nobody changed it. */
function decrypt(decipher: Decipher): boolean {
  const opened = decipher.update(sealed.subarray(RANDOM_BYTES));
  for (let block = 0; block < BLOCKS; block += 1) {
    const at = block * BLOCK_BYTES;
    for (let i = 0; i < HALF; i += 1) {
      if (opened[at + HALF + i] !== tie(block, i)) return false;
      says[block * HALF + i] = opened[at + i]!;
    }
  }
  return true;
}

let lastSecond = Number.NaN;
let lastExpires = "";

function expires(handledAtMs: number): string {
  const second = Math.floor(handledAtMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastExpires = new Date(handledAtMs + 604_800_000).toUTCString();
  }
  return lastExpires;
}

/**
 * Rules R1.3 to R1.6: both cookies, `AWSALB` first; `Expires` seven days after the request was handled, whatever the
 * duration; `Secure` on an HTTPS listener only.
 * @returns the values of two `Set-Cookie` lines.
 */
export function stickinessCookies(value: string, handledAtMs: number, isSecure: boolean): string[] {
  const until = expires(handledAtMs);
  return [
    `AWSALB=${value}; Expires=${until}; Path=/`,
    `AWSALBCORS=${value}; Expires=${until}; Path=/; SameSite=None${isSecure ? "; Secure" : ""}`,
  ];
}
