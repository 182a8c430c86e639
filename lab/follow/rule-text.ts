/** As an ELBv2 API describes it, and as the stand-in has it. */
interface DescribedRule {
  Conditions?: readonly { Field?: string | undefined; Values?: readonly string[] | undefined }[] | undefined;
  Actions?: readonly { Type?: string | undefined }[] | undefined;
}

/** What a listener's rule does, on one line: "path-pattern /api/* → forward". */
export function ruleText({ Conditions = [], Actions = [] }: DescribedRule): string {
  const conditions = Conditions.map(({ Field, Values, ...configs }) => {
    const config = Object.values(configs).find((one) => one !== undefined) as { Values?: unknown[] } | undefined;
    const values = (config?.Values ?? Values ?? []).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
    return `${Field} ${values.join(" or ")}`;
  });
  return `${conditions.join(" and ")} → ${Actions.map(({ Type }) => Type).join(", ")}`;
}
