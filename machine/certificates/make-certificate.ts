import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";

/** In PEM. */
export interface MadeCertificate {
  cert: string;
  key: string;
  /** What signed it: who trusts this trusts the certificate. Its key is thrown away, so it can sign nothing else. */
  ca: string;
}

const DAY_MS = 86_400_000;
/** Safari takes no certificate of more than 825 days, Chromium none of more than 398 from a public one. */
const DAYS = 90;

/** A certificate for this machine (localhost, its name and loopback addresses) and a certificate authority of its own. */
export async function makeCertificate(names: readonly string[] = ownNames()): Promise<MadeCertificate> {
  // Loaded where a certificate is asked for, which is seldom.
  const { generate } = await import("selfsigned");
  const common = {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
  } as const;
  const ca = await generate(
    [{ name: "commonName", value: `Sticky Rooms local CA ${randomBytes(4).toString("hex")}` }],
    {
      ...common,
      extensions: [
        { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const own = await generate([{ name: "commonName", value: names[0] ?? "localhost" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert: own.cert, key: own.private, ca: ca.cert };
}

function ownNames(): string[] {
  const name = hostname().toLowerCase();
  const isName = /^[a-z\d]([a-z\d.-]{0,251}[a-z\d])?$/.test(name);
  return ["localhost", "*.localhost", ...(isName ? [name, `${name}.local`] : []), "127.0.0.1", "::1"];
}
