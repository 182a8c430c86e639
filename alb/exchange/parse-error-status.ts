/** What Node's HTTP parser says about input that it cannot read. */
export interface ParseError {
  code?: string;
  /** The parser's own words. */
  reason?: string;
  rawPacket?: Buffer;
}

/** Rules R7.8, R7.9, R8.2: the status for input that cannot be parsed. */
export function parseErrorStatus({ code, reason, rawPacket }: ParseError): number {
  // A length beside chunks has the same code as an encoding that is not known.
  if (code === "HPE_INVALID_TRANSFER_ENCODING") return reason?.includes("Content-Length") ? 400 : 501;
  if (code !== "HPE_HEADER_OVERFLOW") return 400;
  return rawPacket && !rawPacket.includes("\r\n") ? 414 : 400;
}
