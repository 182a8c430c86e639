import type { SecureVersion } from "node:tls";

/** Names of ELBv2's security policies, and the TLS versions that each takes. Their lists of ciphers are not modelled. */
const POLICIES: readonly [pattern: RegExp, least: SecureVersion, most: SecureVersion][] = [
  [/^ELBSecurityPolicy-TLS13-1-3-2021-06$/, "TLSv1.3", "TLSv1.3"],
  [/^ELBSecurityPolicy-TLS13-1-2-(?:Res-|Ext1-|Ext2-)?2021-06$/, "TLSv1.2", "TLSv1.3"],
  [/^ELBSecurityPolicy-TLS13-1-1-2021-06$/, "TLSv1.1", "TLSv1.3"],
  [/^ELBSecurityPolicy-TLS13-1-0-2021-06$/, "TLSv1", "TLSv1.3"],
  [/^ELBSecurityPolicy-(?:TLS-1-2-(?:2017-01|Ext-2018-06)|FS-1-2-(?:Res-)?(?:2019-08|2020-10))$/, "TLSv1.2", "TLSv1.2"],
  [/^ELBSecurityPolicy-(?:TLS-1-1-2017-01|FS-1-1-2019-08)$/, "TLSv1.1", "TLSv1.2"],
  [/^ELBSecurityPolicy-(?:2016-08|FS-2018-06)$/, "TLSv1", "TLSv1.2"],
];

/** The console's choice for a new listener; the API's own is ELBSecurityPolicy-2016-08, which has no TLS 1.3. */
export const DEFAULT_SECURITY_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/** @returns null for a policy that is not modelled. */
export function securityPolicy(name: string): { minVersion: SecureVersion; maxVersion: SecureVersion } | null {
  const [, minVersion, maxVersion] = POLICIES.find(([pattern]) => pattern.test(name)) ?? [];
  return minVersion && maxVersion ? { minVersion, maxVersion } : null;
}
