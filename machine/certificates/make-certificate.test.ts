import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { makeCertificate } from "./make-certificate.ts";

it("makes a certificate for this machine, signed by a certificate authority that is trusted on its own", async () => {
  const { cert, key, ca } = await makeCertificate();
  const [leaf, authority] = [new X509Certificate(cert), new X509Certificate(ca)];
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkIssued(authority)).toBe(true);
  expect([leaf.ca, authority.ca]).toEqual([false, true]);
  expect(leaf.checkHost("localhost")).toBe("localhost");
  expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(leaf.checkIP("::1")).toBe("::1");
  expect(leaf.checkHost("example.com")).toBeUndefined();
  expect(key).toContain("PRIVATE KEY");
});

it("makes one for the names that it is told, and another authority each time", async () => {
  const [one, other] = await Promise.all([makeCertificate(["shop.example"]), makeCertificate(["shop.example"])]);
  expect(new X509Certificate(one.cert).subjectAltName).toBe("DNS:shop.example");
  expect(new X509Certificate(other.cert).verify(new X509Certificate(one.ca).publicKey)).toBe(false);
});
