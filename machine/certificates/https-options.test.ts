import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { UserError } from "../user-error.ts";
import { readHttpsOptions } from "./https-options.ts";
import { howToTrust, prepareCertificate } from "./prepare-certificate.ts";

const TAKEN = [["--port", 8443]] as const satisfies [string, number][];

it("is nothing without --https, and a listener on 8443 with it", () => {
  expect(readHttpsOptions({ https: false }, [])).toBeNull();
  expect(readHttpsOptions({ https: true }, [])).toEqual({ port: 8443, files: null });
  expect(readHttpsOptions({ https: true, "https-port": "0", cert: "c", key: "k" }, TAKEN)).toEqual({
    port: 0,
    files: { cert: "c", key: "k" },
  });
});

it.each([
  [{ https: false, "https-port": "1" }, "--https-port needs --https"],
  [{ https: false, key: "k" }, "--key needs --https"],
  [{ https: true, key: "k" }, "--key needs --cert FILE"],
  [{ https: true, cert: "c" }, "--cert needs --key FILE"],
  [{ https: true, "https-port": "x" }, '--https-port is "x"; allowed: a whole number from 0 to 65535'],
  [{ https: true }, "--https-port and --port are both 8443; they need two ports"],
])("refuses %j", (values, sentence) => {
  expect(() => readHttpsOptions(values, TAKEN)).toThrow(new UserError(sentence));
});

it("reads the files that it is given, makes a certificate where there are none, and leaves no file behind", async () => {
  const made = await prepareCertificate(null);
  expect(howToTrust("https://localhost:1", made.caFile)).toContain(`curl --cacert ${made.caFile} https://localhost:1/`);
  expect(existsSync(made.caFile!)).toBe(true);
  made.close();
  expect(existsSync(made.caFile!)).toBe(false);

  const other = await prepareCertificate(null);
  other.close();
  const folder = await mkdtemp(path.join(tmpdir(), "https-options-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = { cert: path.join(folder, "cert.pem"), key: path.join(folder, "key.pem") };
  writeFileSync(files.cert, made.cert);
  await expect(prepareCertificate(files)).rejects.toThrow(/^--key is ".*key\.pem", which cannot be read: ENOENT/);
  writeFileSync(files.key, made.cert);
  await expect(prepareCertificate(files)).rejects.toThrow(/^--key is ".*", which holds no private key without/);
  writeFileSync(files.key, other.key);
  await expect(prepareCertificate(files)).rejects.toThrow(/^--key is ".*", which is not the key of the certificate in/);
  writeFileSync(files.key, made.key);
  expect(await prepareCertificate(files)).toMatchObject({ cert: made.cert, key: made.key, caFile: null });
  expect(howToTrust("https://localhost:1", null)).toBe("");
});
