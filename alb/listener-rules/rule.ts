/** ELBv2's RuleCondition, in its own JSON. What has several values is satisfied by one of them. */
export type RuleCondition =
  | { Field: "host-header"; HostHeaderConfig: { Values: string[] } }
  | { Field: "path-pattern"; PathPatternConfig: { Values: string[] } }
  | { Field: "http-header"; HttpHeaderConfig: { HttpHeaderName: string; Values: string[] } }
  | { Field: "http-request-method"; HttpRequestMethodConfig: { Values: string[] } }
  | { Field: "query-string"; QueryStringConfig: { Values: { Key?: string; Value: string }[] } }
  | { Field: "source-ip"; SourceIpConfig: { Values: string[] } };

export interface ForwardAction {
  Type: "forward";
  ForwardConfig: {
    /** `TargetGroupArn` is the group's ARN or its name; without a weight it is 1. */
    TargetGroups: { TargetGroupArn: string; Weight?: number }[];
    TargetGroupStickinessConfig?: { Enabled: boolean; DurationSeconds?: number };
  };
}

export interface RedirectAction {
  Type: "redirect";
  /** What is left out stays as in the request. */
  RedirectConfig: {
    Protocol?: string;
    Host?: string;
    Port?: string;
    Path?: string;
    Query?: string;
    StatusCode: "HTTP_301" | "HTTP_302";
  };
}

export interface FixedResponseAction {
  Type: "fixed-response";
  FixedResponseConfig: { StatusCode: string; ContentType?: string; MessageBody?: string };
}

/** ELBv2's Action, without those that ask who somebody is. */
export type RuleAction = ForwardAction | RedirectAction | FixedResponseAction;

/** ELBv2's Rule. */
export interface ListenerRule {
  /** 1 to 50000; the lowest is tried first. */
  Priority: number;
  /** All of them must be satisfied. */
  Conditions: RuleCondition[];
  /** Exactly one. */
  Actions: RuleAction[];
}
