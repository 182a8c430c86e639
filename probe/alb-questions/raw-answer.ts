import net, { isIP } from "node:net";
import tls from "node:tls";

/**
 * What these bytes are answered with, until `isEnough` or its end; null: nothing came. A client library would not send them.
 * Nothing of worth is in them, so the certificate does not matter.
 */
export async function rawAnswer(
  url: URL,
  bytes: string,
  timeoutMs: number,
  isEnough: (answer: string) => boolean,
): Promise<string | null> {
  const { hostname, protocol } = url;
  const host = hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (protocol === "https:" ? 443 : 80);
  const socket =
    protocol === "https:"
      ? tls.connect({ host, port, servername: isIP(host) ? "" : host, rejectUnauthorized: false })
      : net.connect({ host, port });
  socket.setTimeout(timeoutMs, () => socket.destroy());
  socket.write(bytes);
  let answer = "";
  try {
    for await (const chunk of socket) {
      answer += (chunk as Buffer).toString("latin1");
      if (isEnough(answer)) break;
    }
  } catch {
    // What came until then is what there is.
  } finally {
    socket.destroy();
  }
  return answer === "" ? null : answer;
}
