import { createCipheriv, createDecipheriv, createHash, randomBytes, type Cipher, type Decipher } from "node:crypto";
import { randomHex } from "../headers/random-hex.ts";

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
      const sealed = Buffer.allocUnsafe(SEALED_BYTES);
      sealed.write(randomHex(RANDOM_BYTES), "hex");
      const plain = Buffer.allocUnsafe(BLOCKS * BLOCK_BYTES);
      const says = Buffer.allocUnsafe(BLOCKS * HALF);
      says.writeDoubleBE(nowMs, 0);
      says.write(cookieTarget(targetId), HALF, "base64");
      for (let block = 0; block < BLOCKS; block += 1) {
        says.copy(plain, block * BLOCK_BYTES, block * HALF, (block + 1) * HALF);
        sealed.copy(plain, block * BLOCK_BYTES + HALF, tieStart(block), tieStart(block) + HALF);
        plain[block * BLOCK_BYTES + HALF]! ^= block;
      }
      keys[0]!.cipher.update(plain).copy(sealed, RANDOM_BYTES);
      return sealed.toString("base64");
    },
    open(value) {
      if (!VALUE.test(value)) return null;
      const sealed = Buffer.from(value, "base64");
      for (const key of keys) {
        const says = decrypt(sealed, key.decipher);
        if (says) return { issuedAtMs: says.readDoubleBE(0), target: says.toString("base64", HALF) };
      }
      return null;
    },
    rotate() {
      keys = [createKey(randomBytes(32)), keys[0]!];
    },
  };
}

/** Which of the random bytes a block is tied to: the first or the last 8. */
function tieStart(block: number): number {
  return block % 2 === 0 ? 0 : RANDOM_BYTES - HALF;
}

/** A cipher of single blocks has no state, so one serves for all cookies. */
function createKey(key: Buffer): { cipher: Cipher; decipher: Decipher } {
  return {
    cipher: createCipheriv("aes-256-ecb", key, null).setAutoPadding(false),
    decipher: createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false),
  };
}

/** @returns null when some block does not fit its cookie: another key, or somebody changed it. */
function decrypt(sealed: Buffer, decipher: Decipher): Buffer | null {
  const plain = decipher.update(sealed.subarray(RANDOM_BYTES));
  const says = Buffer.allocUnsafe(BLOCKS * HALF);
  for (let block = 0; block < BLOCKS; block += 1) {
    const at = block * BLOCK_BYTES;
    for (let i = 0; i < HALF; i += 1) {
      const tie = sealed[tieStart(block) + i]! ^ (i === 0 ? block : 0);
      if (plain[at + HALF + i] !== tie) return null;
      says[block * HALF + i] = plain[at + i]!;
    }
  }
  return says;
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
