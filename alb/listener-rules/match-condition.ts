import type { RoutableRequest } from "../exchange/route-decision.ts";
import { cidrBlock } from "./cidr-block.ts";
import type { RuleCondition } from "./rule.ts";
import { wildcardPattern, type WildcardPattern } from "./wildcard-pattern.ts";

/** What a condition looks at. */
export type MatchableRequest = Pick<RoutableRequest, "method" | "path" | "query" | "headers" | "host" | "sourceIp">;

/** Rules R10.2 to R10.7: a condition as a test of a request. */
export function matchCondition(condition: RuleCondition): (request: MatchableRequest) => boolean {
  switch (condition.Field) {
    case "host-header": {
      const patterns = all(condition.HostHeaderConfig.Values, true);
      return ({ host }) => some(patterns, host);
    }
    case "path-pattern": {
      const patterns = all(condition.PathPatternConfig.Values, false);
      return ({ path }) => some(patterns, path);
    }
    case "http-header": {
      const key = condition.HttpHeaderConfig.HttpHeaderName.toLowerCase();
      const patterns = all(condition.HttpHeaderConfig.Values, true);
      return ({ headers }) => headers.all(key).some((value) => some(patterns, value));
    }
    case "http-request-method": {
      const methods = new Set(condition.HttpRequestMethodConfig.Values);
      return ({ method }) => methods.has(method);
    }
    case "query-string": {
      const pairs = condition.QueryStringConfig.Values.map(({ Key, Value }) => ({
        key: Key === undefined ? null : wildcardPattern(Key, { ignoreCase: true, escapes: true }),
        value: wildcardPattern(Value, { ignoreCase: true, escapes: true }),
      }));
      return ({ query }) =>
        query !== "" &&
        query.split("&").some((part) => {
          const equals = part.indexOf("=");
          // A part without "=" is a key without a value, and to a condition without a key a value.
          const key = equals < 0 ? part : part.slice(0, equals);
          const value = equals < 0 ? "" : part.slice(equals + 1);
          return pairs.some((one) =>
            one.key === null ? one.value(equals < 0 ? part : value) : one.key(key) && one.value(value),
          );
        });
    }
    case "source-ip": {
      const blocks = condition.SourceIpConfig.Values.map((value) => cidrBlock(value));
      return ({ sourceIp }) => blocks.some((block) => block?.(sourceIp));
    }
  }
}

function all(values: readonly string[], ignoreCase: boolean): WildcardPattern[] {
  return values.map((value) => wildcardPattern(value, { ignoreCase, escapes: false }));
}

function some(patterns: readonly WildcardPattern[], text: string): boolean {
  return patterns.some((pattern) => pattern(text));
}
