import { createCipheriv, createDecipheriv, createHash, randomBytes, type Cipher, type Decipher } from "node:crypto";
import { fillRandom } from "../headers/random-block.ts";

/** How long values are on AWS, in bytes before base64 (rules R1.15, R1.23): random bytes, then blocks of AES. */
const FORMATS = {
  AWSALB: { randomBytes: 13, blocks: 5, pattern: /^[A-Za-z0-9+/]{124}$/ },
  // The last character before the padding holds two bits that must be 0.
  AWSALBTG: { randomBytes: 22, blocks: 7, pattern: /^[A-Za-z0-9+/]{178}[AEIMQUYcgkosw048]=$/ },
};
const BLOCK_BYTES = 16;
const HALF = 8;
const DIGEST_BYTES = 24;
const VISITOR_BYTES = 8;
const NO_VISITOR = "0".repeat(2 * VISITOR_BYTES);
/** Targets and groups whose digests are kept. */
const MAX_DIGESTS = 10_000;
/**
 * Cookies that are remembered from when they were sealed: at least so many of the newest, at most twice as many. With more
 * of them garbage collection costs more than is saved.
 */
const REMEMBERED = 100;

/** What a stickiness cookie says. It holds when it was issued, not when it ends: rule R1.9. */
export interface Stuck {
  /** Digest of what it names: a target, or a target group. */
  target: string;
  issuedAtMs: number;
  /** Who got it, 16 hexadecimal digits: the same in all cookies that follow one another in a browser; null: not told. */
  visitor: string | null;
}

/** Seals and opens the values of stickiness cookies: opaque, encrypted, unalterable (rule R1.16). */
export interface CookieSealer {
  /** @param visitor 16 hexadecimal digits */
  seal(name: string, nowMs: number, visitor?: string): string;
  /** null when it cannot be decoded: rule R1.10. */
  open(value: string): Stuck | null;
  /** A new key seals from now on; the one before still opens. */
  rotate(): void;
}

const digests = new Map<string, { bytes: Buffer; text: string }>();

/** How a target or a group is named inside a cookie: a fixed size for every name. */
export function cookieTarget(name: string): string {
  return digestOf(name).text;
}

function digestOf(name: string): { bytes: Buffer; text: string } {
  let digest = digests.get(name);
  if (digest === undefined) {
    const bytes = createHash("sha256").update(name).digest().subarray(0, DIGEST_BYTES);
    digest = { bytes, text: bytes.toString("base64") };
    if (digests.size >= MAX_DIGESTS) digests.clear();
    digests.set(name, digest);
  }
  return digest;
}

/**
 * Every block holds 8 bytes of what the cookie says (when it was issued, the target's digest, the visitor) and 8 that tie it to
 * its cookie and its place: random bytes of the cookie and the block's number. AES turns any change of a block into noise
 * that does not fit these. So one call seals a cookie and one opens it, where an authenticated mode needs a new cipher for
 * each, which costs more than all the rest of a request's headers. It is opaque and cannot be altered, which is what clients
 * of an ALB have to live with; do not protect anything of worth with it.
 */
export function createCookieSealer(
  firstKey: Buffer = randomBytes(32),
  cookie: keyof typeof FORMATS = "AWSALB",
): CookieSealer {
  const { randomBytes: random, blocks, pattern } = FORMATS[cookie];
  let keys = [createKey(firstKey)];
  // Where one cookie at a time is sealed or opened.
  const sealed = Buffer.alloc(random + blocks * BLOCK_BYTES);
  const plain = Buffer.alloc(blocks * BLOCK_BYTES);
  const says = Buffer.alloc(blocks * HALF);
  // A client that goes on at once brings back what it was just given: that need not be opened.
  let newest = new Map<string, Stuck>();
  let older = new Map<string, Stuck>();

  /** What ties a block to the cookie in `sealed` and to its place: 8 of its random bytes, and the block's number. */
  function tie(block: number, i: number): number {
    const byte = sealed[Math.min((block % 3) * HALF, random - HALF) + i]!;
    return i === 0 ? byte ^ block : byte;
  }

  /** Opens `sealed` into `says`. @returns whether every block fits its cookie: the key is right, and nobody changed it. */
  function decrypt(decipher: Decipher): boolean {
    const opened = decipher.update(sealed.subarray(random));
    for (let block = 0; block < blocks; block += 1) {
      const at = block * BLOCK_BYTES;
      for (let i = 0; i < HALF; i += 1) {
        if (opened[at + HALF + i] !== tie(block, i)) return false;
        says[block * HALF + i] = opened[at + i]!;
      }
    }
    return true;
  }

  function remember(value: string, stuck: Stuck): void {
    if (newest.size >= REMEMBERED) {
      older = newest;
      newest = new Map();
    }
    newest.set(value, stuck);
  }

  return {
    seal(name, nowMs, visitor = NO_VISITOR) {
      const digest = digestOf(name);
      says.writeDoubleBE(nowMs, 0);
      // A loop of our own is quicker than a call that leaves JavaScript for a few bytes.
      for (let i = 0; i < DIGEST_BYTES; i += 1) says[HALF + i] = digest.bytes[i]!;
      for (let i = 0; i < VISITOR_BYTES; i += 1) says[HALF + DIGEST_BYTES + i] = hexByte(visitor, 2 * i);
      fillRandom(sealed, random);
      for (let block = 0; block < blocks; block += 1) {
        const at = block * BLOCK_BYTES;
        for (let i = 0; i < HALF; i += 1) {
          plain[at + i] = says[block * HALF + i]!;
          plain[at + HALF + i] = tie(block, i);
        }
      }
      const encrypted = keys[0]!.cipher.update(plain);
      for (let i = 0; i < encrypted.length; i += 1) sealed[random + i] = encrypted[i]!;
      const value = sealed.toString("base64");
      remember(value, { issuedAtMs: nowMs, target: digest.text, visitor: visitor === NO_VISITOR ? null : visitor });
      return value;
    },
    open(value) {
      const stuck = newest.get(value) ?? older.get(value);
      if (stuck) return stuck;
      if (!pattern.test(value)) return null;
      sealed.write(value, "base64");
      for (const { decipher } of keys) {
        if (!decrypt(decipher)) continue;
        return {
          issuedAtMs: says.readDoubleBE(0),
          target: says.toString("base64", HALF, HALF + DIGEST_BYTES),
          visitor: visitorIn(says),
        };
      }
      return null;
    },
    rotate() {
      keys = [createKey(randomBytes(32)), keys[0]!];
      newest = new Map();
      older = new Map();
    },
  };
}

/** Of two hexadecimal digits. */
function hexByte(text: string, at: number): number {
  return (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1));
}

/** A letter's code has the bit of 64, and ends with 1 for `a`. */
function hexDigit(code: number): number {
  return (code & 15) + (code >> 6) * 9;
}

function visitorIn(says: Buffer): string | null {
  const visitor = says.toString("hex", HALF + DIGEST_BYTES, HALF + DIGEST_BYTES + VISITOR_BYTES);
  return visitor === NO_VISITOR ? null : visitor;
}

/** A cipher of single blocks has no state, so one serves for all cookies. */
function createKey(key: Buffer): { cipher: Cipher; decipher: Decipher } {
  return {
    cipher: createCipheriv("aes-256-ecb", key, null).setAutoPadding(false),
    decipher: createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false),
  };
}

let lastSecond = Number.NaN;
let lastExpires = "";

/** Rule R1.5: seven days after the request was handled, for every duration. */
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
