import { createServer, type Server, type TLSSocket } from "node:tls";
import type { TlsDetail } from "../observe/access-log-line.ts";
import { chooseCertificate, installCertificates, type ListenerCertificate } from "./certificates.ts";
import { DEFAULT_SECURITY_POLICY, securityPolicy } from "./security-policy.ts";

/** What makes a listener an HTTPS listener. */
export interface ListenerTls {
  /** The default one first; the others are for clients that ask for their names (SNI). */
  certificates: readonly ListenerCertificate[];
  /** `SslPolicy`: which versions of TLS a client may speak. */
  sslPolicy?: string;
}

/** A connection whose handshake is done. */
export interface SecuredConnection {
  readonly socket: TLSSocket;
  readonly detail: TlsDetail;
  readonly isHttp2: boolean;
}

export interface TlsServer {
  /** Its raw connections come by `connection`, before any handshake. */
  readonly server: Server;
  readonly sslPolicy: string;
}

interface TlsServerOptions {
  isHttp2On: () => boolean;
  /** A client that does not get through its handshake in time is cut off. */
  handshakeTimeoutMs: number;
  onSecured: (secured: SecuredConnection) => void;
  onFailed: () => void;
}

/**
 * Terminates TLS: ALPN chooses HTTP/2 where it is on and the client offers it, else HTTP/1.1.
 * @throws RangeError for a certificate or a policy that is refused.
 */
export function createTlsServer(
  { certificates, sslPolicy = DEFAULT_SECURITY_POLICY }: ListenerTls,
  { isHttp2On, handshakeTimeoutMs, onSecured, onFailed }: TlsServerOptions,
): TlsServer {
  const versions = securityPolicy(sslPolicy);
  if (!versions) {
    throw new RangeError(
      `tls.sslPolicy is "${sslPolicy}"; allowed: a security policy of ELBv2 such as ${DEFAULT_SECURITY_POLICY}, without FIPS or PQ`,
    );
  }
  // OpenSSL takes versions before 1.2 at its security level 0 only.
  const isOld = versions.minVersion === "TLSv1" || versions.minVersion === "TLSv1.1";
  const options = { ...versions, ...(isOld && { ciphers: "DEFAULT@SECLEVEL=0" }) };
  const installed = installCertificates(certificates, options);
  const chosenFor = (name: string | null) => chooseCertificate(installed, name);
  const [{ cert, key }] = certificates as [ListenerCertificate];
  const server = createServer({
    ...options,
    cert,
    key,
    allowHalfOpen: true,
    noDelay: true,
    handshakeTimeout: handshakeTimeoutMs,
    SNICallback: (name, done) => done(null, chosenFor(name).context),
    ALPNCallback: ({ protocols }) =>
      ["h2", "http/1.1", "http/1.0"].find((one) => protocols.includes(one) && (one !== "h2" || isHttp2On())),
  });
  server.on("secureConnection", (socket) => {
    const { name: cipher } = socket.getCipher();
    const domainName = serverName(socket);
    const detail = {
      cipher,
      protocol: socket.getProtocol() ?? "-",
      domainName,
      certificateArn: socket.isSessionReused() ? "session-reused" : chosenFor(domainName).arn,
    };
    onSecured({ socket, detail, isHttp2: socket.alpnProtocol === "h2" });
  });
  server.on("tlsClientError", (_error, socket) => {
    onFailed();
    socket.destroy();
  });
  return { server, sslPolicy };
}

/** The name that the client asked for (SNI). Node has it as a property without a type: `false` when there was none. */
function serverName(socket: TLSSocket): string | null {
  const { servername } = socket as { servername?: string | false };
  return servername ? servername.toLowerCase() : null;
}
