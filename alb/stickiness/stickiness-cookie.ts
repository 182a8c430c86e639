import { createCipheriv, createDecipheriv, createHash, randomBytes, type Cipher, type Decipher } from "node:crypto";
import { randomHex } from "../headers/random-hex.ts";

/** How long values are on AWS, in bytes before base64 (rules R1.15, R1.23): random bytes, then blocks of AES. */
const FORMATS = {
  AWSALB: { randomBytes: 13, blocks: 5, pattern: /^[A-Za-z0-9+/]{124}$/ },
  // The last character before the padding holds two bits that must be 0.
  AWSALBTG: { randomBytes: 22, blocks: 7, pattern: /^[A-Za-z0-9+/]{178}[AEIMQUYcgkosw048]=$/ },
};
type Format = (typeof FORMATS)["AWSALB"];
const BLOCK_BYTES = 16;
const HALF = 8;
const DIGEST_BYTES = 32;
/** Targets and groups whose digests are kept. */
const MAX_DIGESTS = 10_000;

/** What a stickiness cookie says. It holds when it was issued, not when it ends: rule R1.9. */
export interface Stuck {
  /** Digest of what it names: a target, or a target group. */
  target: string;
  issuedAtMs: number;
}

/** Seals and opens the values of stickiness cookies: opaque, encrypted, unalterable (rule R1.16). */
export interface CookieSealer {
  seal(name: string, nowMs: number): string;
  /** null when it cannot be decoded: rule R1.10. */
  open(value: string): Stuck | null;
  /** A new key seals from now on; the one before still opens. */
  rotate(): void;
}

const digests = new Map<string, string>();

/** How a target or a group is named inside a cookie: a fixed size, whatever its name. */
export function cookieTarget(name: string): string {
  let digest = digests.get(name);
  if (digest === undefined) {
    digest = createHash("sha256").update(name).digest("base64");
    if (digests.size >= MAX_DIGESTS) digests.clear();
    digests.set(name, digest);
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
export function createCookieSealer(
  firstKey: Buffer = randomBytes(32),
  cookie: keyof typeof FORMATS = "AWSALB",
): CookieSealer {
  const format = FORMATS[cookie];
  const { randomBytes: random, blocks } = format;
  let keys = [createKey(firstKey)];
  return {
    seal(name, nowMs) {
      const sealed = Buffer.allocUnsafe(random + blocks * BLOCK_BYTES);
      sealed.write(randomHex(random), "hex");
      const plain = Buffer.allocUnsafe(blocks * BLOCK_BYTES);
      const says = Buffer.alloc(blocks * HALF);
      says.writeDoubleBE(nowMs, 0);
      says.write(cookieTarget(name), HALF, "base64");
      for (let block = 0; block < blocks; block += 1) {
        const tie = tieStart(block, format);
        says.copy(plain, block * BLOCK_BYTES, block * HALF, (block + 1) * HALF);
        sealed.copy(plain, block * BLOCK_BYTES + HALF, tie, tie + HALF);
        plain[block * BLOCK_BYTES + HALF]! ^= block;
      }
      keys[0]!.cipher.update(plain).copy(sealed, random);
      return sealed.toString("base64");
    },
    open(value) {
      if (!format.pattern.test(value)) return null;
      const sealed = Buffer.from(value, "base64");
      for (const key of keys) {
        const says = decrypt(sealed, key.decipher, format);
        if (says) {
          return { issuedAtMs: says.readDoubleBE(0), target: says.toString("base64", HALF, HALF + DIGEST_BYTES) };
        }
      }
      return null;
    },
    rotate() {
      keys = [createKey(randomBytes(32)), keys[0]!];
    },
  };
}

/** Where the 8 random bytes begin that a block is tied to: together the blocks are tied to all of them. */
function tieStart(block: number, { randomBytes: random }: Format): number {
  return Math.min((block % 3) * HALF, random - HALF);
}

/** A cipher of single blocks has no state, so one serves for all cookies. */
function createKey(key: Buffer): { cipher: Cipher; decipher: Decipher } {
  return {
    cipher: createCipheriv("aes-256-ecb", key, null).setAutoPadding(false),
    decipher: createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false),
  };
}

/** @returns null when some block does not fit its cookie: another key, or somebody changed it. */
function decrypt(sealed: Buffer, decipher: Decipher, format: Format): Buffer | null {
  const plain = decipher.update(sealed.subarray(format.randomBytes));
  const says = Buffer.allocUnsafe(format.blocks * HALF);
  for (let block = 0; block < format.blocks; block += 1) {
    const at = block * BLOCK_BYTES;
    for (let i = 0; i < HALF; i += 1) {
      const tie = sealed[tieStart(block, format) + i]! ^ (i === 0 ? block : 0);
      if (plain[at + HALF + i] !== tie) return null;
      says[block * HALF + i] = plain[at + i]!;
    }
  }
  return says;
}

let lastSecond = Number.NaN;
let lastExpires = "";

/** Rule R1.5: seven days after the request was handled, whatever the duration. */
export function cookieExpiry(handledAtMs: number): string {
  const second = Math.floor(handledAtMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastExpires = new Date(handledAtMs + 604_800_000).toUTCString();
  }
  return lastExpires;
}

/**
 * Rules R1.3 to R1.6, R1.23: the cookie, then its CORS twin; `Secure` on an HTTPS listener only.
 * @returns the values of two `Set-Cookie` lines.
 */
export function stickinessCookies(
  name: "AWSALB" | "AWSALBTG",
  value: string,
  handledAtMs: number,
  scheme: "http" | "https",
): string[] {
  const until = cookieExpiry(handledAtMs);
  return [
    `${name}=${value}; Expires=${until}; Path=/`,
    `${name}CORS=${value}; Expires=${until}; Path=/; SameSite=None${scheme === "https" ? "; Secure" : ""}`,
  ];
}
