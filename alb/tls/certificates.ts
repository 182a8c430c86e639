import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";

/** One certificate of an HTTPS listener, in PEM. */
export interface ListenerCertificate {
  /** The certificate, followed by those that signed it, if any. */
  cert: string;
  key: string;
}

export interface InstalledCertificate {
  readonly arn: string;
  readonly context: SecureContext;
  /** Whether it is for this name. @param wildcards a name with `*` counts, too. */
  isFor(name: string, wildcards: boolean): boolean;
}

/** *Certificates per Application Load Balancer*: 25, and the default one. */
const MAX_CERTIFICATES = 26;

/**
 * Takes the certificates of a listener; the first is its default.
 * @throws RangeError that names the one that is refused, and why.
 */
export function installCertificates(
  certificates: readonly ListenerCertificate[],
  options: SecureContextOptions,
): [InstalledCertificate, ...InstalledCertificate[]] {
  if (certificates.length === 0 || certificates.length > MAX_CERTIFICATES)
    throw new RangeError(
      `tls.certificates: there are ${certificates.length}; allowed: 1 to ${MAX_CERTIFICATES} certificates`,
    );
  const installed = certificates.map(({ cert, key }, index): InstalledCertificate => {
    const refuse = (field: "cert" | "key", why: string) =>
      new RangeError(`tls.certificates[${index}].${field}: ${why}`);
    const leaf = attempt(() => new X509Certificate(cert));
    if (!leaf) throw refuse("cert", "not a certificate; allowed: PEM, the server's own certificate first");
    const privateKey = attempt(() => createPrivateKey(key));
    if (!privateKey) throw refuse("key", "not a private key; allowed: PEM, without a passphrase");
    if (!leaf.checkPrivateKey(privateKey)) throw refuse("key", "it is not the certificate's key");
    const id = createHash("sha256").update(leaf.raw).digest("hex").replace(UUID, "$1-$2-$3-$4-$5").slice(0, 36);
    return {
      arn: `arn:aws:acm:local:000000000000:certificate/${id}`,
      context: createSecureContext({ ...options, cert, key }),
      isFor: (name, wildcards) => leaf.checkHost(name, { wildcards, subject: "default" }) !== undefined,
    };
  });
  return installed as [InstalledCertificate, ...InstalledCertificate[]];
}

/** *Server Name Indication*: a certificate that has the very name, else one whose wildcard fits it, else the default one. */
export function chooseCertificate(
  certificates: readonly [InstalledCertificate, ...InstalledCertificate[]],
  name: string | null,
): InstalledCertificate {
  if (name === null) return certificates[0];
  return (
    certificates.find((one) => one.isFor(name, false)) ??
    certificates.find((one) => one.isFor(name, true)) ??
    certificates[0]
  );
}

const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})/;

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
