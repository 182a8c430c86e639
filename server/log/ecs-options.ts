import { ecsFormat } from "@elastic/ecs-pino-format";
import type { Bindings, Logger, LoggerOptions } from "pino";
import { packageVersion } from "../instance.ts";

type Fields = Record<string, unknown>;

/**
 * The Elastic Common Schema (https://www.elastic.co/guide/en/ecs/current). Our fields stand under `chat.`: `client`, `event`
 * and `url` are objects of the schema, and Elasticsearch refuses a document where one of them is a string.
 */
export function ecsOptions(instance: string): LoggerOptions {
  const { formatters, ...format } = ecsFormat({
    apmIntegration: false,
    serviceName: "sticky-rooms",
    serviceVersion: packageVersion(),
    serviceNodeName: instance,
  });
  return {
    ...format,
    formatters: {
      ...formatters,
      log: ({ err, ...fields }: Fields) => {
        const error = err === undefined ? {} : formatters?.log?.({ err });
        return { ...error, ...traceId(fields), ...prefixed(fields) };
      },
    },
  };
}

/** What a child binds is ours too, and no formatter of pino's sees it. */
export function withPrefixedChildren(log: Logger): Logger {
  const child = log.child;
  log.child = function (this: Logger, bindings: Bindings, options: never) {
    return child.call(this, prefixed(bindings), options);
  } as typeof log.child;
  return log;
}

function prefixed(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`chat.${name}`, value]));
}

/** So that Elastic joins the line with the spans of its trace. */
function traceId({ traceparent }: Fields): Fields {
  return typeof traceparent === "string" ? { "trace.id": traceparent.split("-")[1] } : {};
}
