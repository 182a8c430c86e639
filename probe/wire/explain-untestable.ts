import { headerValues, type Exchange } from "./exchange.ts";
import { printable } from "./show-exchange.ts";

/** Why an answer, or none, is not that of an Engine.IO server: one sentence that says what to try. */
export function explainUntestable(url: URL, exchange: Exchange): string {
  const { status, error, errorCode, body } = exchange;
  if (error !== null) return explainNoAnswer(url, error, errorCode ?? "");
  const where = `${url.origin}${url.pathname}`;
  const location = headerValues(exchange, "location")[0];
  if (status! >= 300 && status! < 400 && location !== undefined) {
    return `${where} redirects to ${printable(location)}: give the URL where Socket.IO is`;
  }
  if (status === 401 || status === 403) {
    return `${where} refuses with ${status} (${excerpt(body)}): --header sends what it wants, --origin says on which page`;
  }
  if (status === 429) return `${where} answers 429, too many requests: try again later, with a lower --rate`;
  if (status! >= 500) return `${where} answered ${status} again and again: nothing behind it serves (${excerpt(body)})`;
  const type = headerValues(exchange, "content-type")[0] ?? "";
  const what = type.includes("html") ? "an HTML page" : excerpt(body) || "nothing";
  return `there is no Socket.IO at ${where}: it answers ${status} with ${what}; --path says where it is`;
}

function explainNoAnswer(url: URL, error: string, code: string): string {
  const host = `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `no address is known for ${url.hostname}: is the name right?`;
  if (code === "ECONNREFUSED") return `nothing listens at ${host}: the connection is refused`;
  if (code === "TIMEOUT" || code === "ETIMEDOUT") return `${host} does not answer: ${error}`;
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return `there is no way to ${host} from here: ${error}`;
  if (/SELF_SIGNED|UNABLE_TO_|CERT_/.test(code)) {
    return `the certificate of ${host} is not to be trusted (${firstPart(error)}); --insecure takes it all the same`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the certificate of ${host} is for another name (${firstPart(error)}); --insecure takes it all the same`;
  }
  if (/wrong version number|packet length too long/i.test(error)) return `${host} does not speak TLS: is it http://?`;
  if (/^(EPROTO|ERR_SSL|ERR_TLS)/.test(code)) return `no TLS connection to ${host} comes about: ${error}`;
  if (code.startsWith("HPE_")) return `${host} does not speak HTTP: ${error}`;
  return `${host} does not answer: ${error}`;
}

function excerpt(body: string): string {
  const text = printable(body);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Node may add advice of its own, after a semicolon. */
const firstPart = (error: string) => error.split(";")[0]!;
