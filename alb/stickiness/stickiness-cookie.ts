import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

// 12 bytes of nonce, 65 encrypted, 16 of tag: 93 bytes, which are 124 characters of base64 as on AWS (rule R1.15).
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PLAIN_BYTES = 65;
const KEY_DIGEST_BYTES = 32;
const VALUE = /^[A-Za-z0-9+/]{124}$/;

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

/** How a target is named inside a cookie: a fixed size, whatever its id. */
export function cookieTarget(targetId: string): string {
  return createHash("sha256").update(targetId).digest("base64");
}

export function createCookieSealer(firstKey: Buffer = randomBytes(32)): CookieSealer {
  let keys = [firstKey];
  return {
    seal(targetId, nowMs) {
      const plain = Buffer.alloc(PLAIN_BYTES);
      plain.writeDoubleBE(nowMs, 0);
      Buffer.from(cookieTarget(targetId), "base64").copy(plain, 8);
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", keys[0]!, nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64");
    },
    open(value) {
      if (!VALUE.test(value)) return null;
      const sealed = Buffer.from(value, "base64");
      for (const key of keys) {
        const plain = decrypt(sealed, key);
        if (!plain) continue;
        return {
          issuedAtMs: plain.readDoubleBE(0),
          target: plain.subarray(8, 8 + KEY_DIGEST_BYTES).toString("base64"),
        };
      }
      return null;
    },
    rotate() {
      keys = [randomBytes(32), keys[0]!];
    },
  };
}

function decrypt(sealed: Buffer, key: Buffer): Buffer | null {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    // The tag does not fit: another key, or somebody changed it.
    return null;
  }
}

/**
 * Rules R1.3 to R1.6: both cookies, `AWSALB` first, on separate lines; `Expires` seven days after the request was
 * handled, whatever the duration; on a plain-HTTP listener without `Secure`.
 * @returns name and value of two header lines, flat as in `rawHeaders`.
 */
export function stickinessHeaders(value: string, handledAtMs: number): string[] {
  const expires = new Date(handledAtMs + 604_800_000).toUTCString();
  return [
    "Set-Cookie",
    `AWSALB=${value}; Expires=${expires}; Path=/`,
    "Set-Cookie",
    `AWSALBCORS=${value}; Expires=${expires}; Path=/; SameSite=None`,
  ];
}
