import type { Option } from "../commands/command.ts";
import { wholeNumber } from "../commands/whole-number.ts";
import { UserError } from "../user-error.ts";

/** A second listener, for HTTPS. */
export interface HttpsAsked {
  /** 0: any free port. */
  port: number;
  /** PEM files; null: a certificate is made for this run. */
  files: { cert: string; key: string } | null;
}

/** Of the commands that start a balancer. */
export const HTTPS_OPTIONS = {
  https: { type: "boolean", default: false, says: "a second listener: HTTPS and HTTP/2" },
  "https-port": { type: "string", value: "N", says: "its port (default 8443; 0: any free port)" },
  cert: {
    type: "string",
    value: "FILE",
    says: "its certificate in PEM, with those that signed it (default: made on the spot)",
  },
  key: { type: "string", value: "FILE", says: "the certificate's private key in PEM" },
} as const satisfies Record<string, Option>;

/** @returns null without `--https`. @throws {UserError} */
export function readHttpsOptions(
  values: {
    https: boolean;
    "https-port"?: string | undefined;
    cert?: string | undefined;
    key?: string | undefined;
  },
  taken: readonly [option: string, port: number][],
): HttpsAsked | null {
  const { cert, key } = values;
  if (!values.https) {
    const stray = (["https-port", "cert", "key"] as const).find((name) => values[name] !== undefined);
    if (stray) throw new UserError(`--${stray} needs --https`);
    return null;
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new UserError(cert === undefined ? "--key needs --cert FILE" : "--cert needs --key FILE");
  }
  const port = wholeNumber("--https-port", values["https-port"] ?? "8443", 0, 65_535);
  const [option] = taken.find(([, other]) => other === port && port !== 0) ?? [];
  if (option) throw new UserError(`--https-port and ${option} are both ${port}; they need two ports`);
  return { port, files: cert !== undefined && key !== undefined ? { cert, key } : null };
}
