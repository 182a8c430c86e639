import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../user-error.ts";
import type { HttpsAsked } from "./https-options.ts";
import { makeCertificate } from "./make-certificate.ts";

export interface PreparedCertificate {
  cert: string;
  key: string;
  /** Where the certificate authority of a made certificate is; null for one that was given. */
  caFile: string | null;
  /** Removes that file. */
  close(): void;
}

/** The certificate that was given, else one made for this run. @throws {UserError} for files that cannot be read. */
export async function prepareCertificate(files: HttpsAsked["files"]): Promise<PreparedCertificate> {
  if (files) {
    const read = (option: string, file: string) => {
      try {
        return readFileSync(file, "utf8");
      } catch (error) {
        throw new UserError(`${option} is "${file}", which cannot be read: ${(error as Error).message}`);
      }
    };
    const [cert, key] = [read("--cert", files.cert), read("--key", files.key)];
    refuseUnusable(files, cert, key);
    return { cert, key, caFile: null, close: () => {} };
  }
  const { cert, key, ca } = await makeCertificate();
  const folder = mkdtempSync(path.join(tmpdir(), "sticky-rooms-ca-"));
  const caFile = path.join(folder, "ca.pem");
  writeFileSync(caFile, ca);
  return { cert, key, caFile, close: () => rmSync(folder, { recursive: true, force: true }) };
}

function refuseUnusable(files: { cert: string; key: string }, cert: string, key: string): void {
  const read = <T>(option: string, file: string, what: string, parse: () => T): T => {
    try {
      return parse();
    } catch {
      throw new UserError(`${option} is "${file}", which holds no ${what}; allowed: PEM`);
    }
  };
  const certificate = read("--cert", files.cert, "certificate", () => new X509Certificate(cert));
  const privateKey = read("--key", files.key, "private key without a passphrase", () => createPrivateKey(key));
  if (certificate.checkPrivateKey(privateKey)) return;
  throw new UserError(`--key is "${files.key}", which is not the key of the certificate in ${files.cert}`);
}

/** How to trust it, for people; "" where nothing was made. */
export function howToTrust(url: string, caFile: string | null): string {
  if (caFile === null) return "";
  return `
  The certificate of ${url} was made for this run. A browser warns of it; --cert and --key take one that yours trusts.
    curl --cacert ${caFile} ${url}/
    NODE_EXTRA_CA_CERTS=${caFile} node client.js
    Playwright: use: { ignoreHTTPSErrors: true }
`;
}
