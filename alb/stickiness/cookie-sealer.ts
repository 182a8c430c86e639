import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { fillRandom } from "../headers/random-block.ts";

/** How long values are on AWS, in bytes before base64 (rules R1.15, R1.23): random bytes, then blocks of AES. */
const FORMATS = {
  AWSALB: { randomBytes: 13, blocks: 5, pattern: /^[A-Za-z0-9+/]{124}$/ },
  // The last character before the padding holds two bits that must be 0.
  AWSALBTG: { randomBytes: 22, blocks: 7, pattern: /^[A-Za-z0-9+/]{178}[AEIMQUYcgkosw048]=$/ },
};
const BLOCK_BYTES = 16;
/** Of a cookie's random bytes so many go into each block of its pad, with the block's number. */
const NONCE_BYTES = 13;
const TIME_BYTES = 8;
const DIGEST_BYTES = 24;
const VISITOR_BYTES = 8;
const TAG_BYTES = 8;
const NO_VISITOR = "0".repeat(2 * VISITOR_BYTES);
/** A prime. With factors below it, the sum over all bytes of a cookie is exact in a number. */
const MODULUS = 2 ** 31 - 1;
/** Cookies for which pads are made at once: one call of AES costs more than all the rest of a cookie. */
const PADS = 64;
/** Targets and groups whose digests are kept. */
const MAX_DIGESTS = 10_000;

/** What a stickiness cookie says. It holds when it was issued, not when it ends: rule R1.9. */
export interface Stuck {
  /** Digest of what it names: a target, or a target group. */
  target: string;
  issuedAtMs: number;
  /** Who got it, 16 hexadecimal digits: the same in all cookies that follow one another in a browser; null: not told. */
  visitor: string | null;
}

/** The newest cookie that a client got on a connection: one that goes on there brings it back, and it need not be opened. */
export interface NewestCookie {
  value: string;
  stuck: Stuck | null;
  /** What sealed it: after a rotation of the key it is opened like any other. */
  sealedBy: unknown;
}

/** Seals and opens the values of stickiness cookies: opaque, encrypted, unalterable (rule R1.16). */
export interface CookieSealer {
  /** @param visitor 16 hexadecimal digits; @param newest of the connection that gets it. */
  seal(name: string, nowMs: number, visitor?: string, newest?: NewestCookie): string;
  /** null when it cannot be decoded: rule R1.10. @param newest of the connection that it came on. */
  open(value: string, newest?: NewestCookie): Stuck | null;
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
 * A value is random bytes, then what the cookie says, a tag and zeros, all under a pad: AES in counter mode, as in every
 * authenticated mode of it. The tag is a sum of all that the cookie holds, each byte times a secret factor, modulo a prime
 * (Wegman and Carter): whoever changes a byte would have to know the factors. Node's own authenticated modes need a new
 * cipher for each cookie, which costs more than all the rest of a request's headers; pads are made for many cookies at once.
 * It is opaque and cannot be altered, which is what clients of an ALB have to live with; do not protect anything of worth
 * with it.
 */
export function createCookieSealer(
  firstKey: Buffer = randomBytes(32),
  cookie: keyof typeof FORMATS = "AWSALB",
): CookieSealer {
  const { randomBytes: random, blocks, pattern } = FORMATS[cookie];
  const padBytes = blocks * BLOCK_BYTES;
  const saysEnd = random + TIME_BYTES + DIGEST_BYTES + VISITOR_BYTES;
  const tagEnd = saysEnd + TAG_BYTES;
  /** Where one cookie at a time is sealed or opened. */
  const bytes = Buffer.alloc(random + padBytes);
  const nonces = Buffer.alloc(PADS * random);
  const counters = Buffer.alloc(PADS * padBytes);
  let pads: Buffer = counters;
  let usedPads = PADS;
  let keys = [createKey(firstKey, saysEnd)];

  function fillCounters(of: Buffer, from: number, to: number): void {
    for (let block = 0; block < blocks; block += 1) {
      const at = to + block * BLOCK_BYTES;
      for (let i = 0; i < NONCE_BYTES; i += 1) counters[at + i] = of[from + i]!;
      counters[at + BLOCK_BYTES - 1] = block;
    }
  }

  function makePads(): void {
    fillRandom(nonces, nonces.length);
    for (let i = 0; i < PADS; i += 1) fillCounters(nonces, i * random, i * padBytes);
    pads = keys[0]!.encrypt(counters);
    usedPads = 0;
  }

  /** Two sums of all bytes before the tag. */
  function tag({ factors }: SealingKey): [number, number] {
    let first = 0;
    let second = 0;
    for (let i = 0; i < saysEnd; i += 1) {
      const byte = bytes[i]!;
      first += byte * factors[2 * i]!;
      second += byte * factors[2 * i + 1]!;
    }
    return [first % MODULUS, second % MODULUS];
  }

  /** Opens `bytes` in their place. @returns whether the key is right, and nobody changed them. */
  function decrypt(key: SealingKey): boolean {
    fillCounters(bytes, 0, 0);
    const pad = key.encrypt(counters.subarray(0, padBytes));
    for (let i = 0; i < padBytes; i += 1) bytes[random + i]! ^= pad[i]!;
    const [first, second] = tag(key);
    if (bytes.readUInt32BE(saysEnd) !== first || bytes.readUInt32BE(saysEnd + 4) !== second) return false;
    for (let i = tagEnd; i < bytes.length; i += 1) if (bytes[i] !== 0) return false;
    return true;
  }

  return {
    seal(name, nowMs, visitor = NO_VISITOR, newest) {
      if (usedPads === PADS) makePads();
      const key = keys[0]!;
      const digest = digestOf(name);
      const pad = usedPads * padBytes;
      // A loop of our own is quicker than a call that leaves JavaScript for a few bytes.
      for (let i = 0; i < random; i += 1) bytes[i] = nonces[usedPads * random + i]!;
      usedPads += 1;
      bytes.writeDoubleBE(nowMs, random);
      for (let i = 0, at = random + TIME_BYTES; i < DIGEST_BYTES; i += 1) bytes[at + i] = digest.bytes[i]!;
      for (let i = 0, at = saysEnd - VISITOR_BYTES; i < VISITOR_BYTES; i += 1) bytes[at + i] = hexByte(visitor, 2 * i);
      const [first, second] = tag(key);
      bytes.writeUInt32BE(first, saysEnd);
      bytes.writeUInt32BE(second, saysEnd + 4);
      for (let i = tagEnd; i < bytes.length; i += 1) bytes[i] = 0;
      for (let i = 0; i < padBytes; i += 1) bytes[random + i]! ^= pads[pad + i]!;
      const value = bytes.toString("base64");
      if (newest) {
        newest.value = value;
        newest.stuck = { issuedAtMs: nowMs, target: digest.text, visitor: visitor === NO_VISITOR ? null : visitor };
        newest.sealedBy = key;
      }
      return value;
    },
    open(value, newest) {
      if (newest?.sealedBy === keys[0] && newest?.value === value) return newest.stuck;
      if (!pattern.test(value)) return null;
      for (const key of keys) {
        bytes.write(value, "base64");
        if (!decrypt(key)) continue;
        return {
          issuedAtMs: bytes.readDoubleBE(random),
          target: bytes.toString("base64", random + TIME_BYTES, random + TIME_BYTES + DIGEST_BYTES),
          visitor: visitorIn(bytes.toString("hex", saysEnd - VISITOR_BYTES, saysEnd)),
        };
      }
      return null;
    },
    rotate() {
      keys = [createKey(randomBytes(32), saysEnd), keys[0]!];
      usedPads = PADS;
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

function visitorIn(hex: string): string | null {
  return hex === NO_VISITOR ? null : hex;
}

interface SealingKey {
  encrypt(blocks: Buffer): Buffer;
  /** Two for each byte, below the modulus. */
  factors: Float64Array;
}

/** A cipher of single blocks has no state, so one serves for all cookies. */
function createKey(key: Buffer, tagged: number): SealingKey {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  // Blocks that no pad is made of: a pad's end with the number of the block.
  const drawn = cipher.update(
    Buffer.from(Array.from({ length: BLOCK_BYTES * Math.ceil(tagged / 2) }, (_, i) => 255 - (i >> 4))),
  );
  const factors = Float64Array.from({ length: 2 * tagged }, (_, i) => drawn.readUInt32BE(4 * i) % MODULUS);
  return { encrypt: (blocks) => cipher.update(blocks), factors };
}
