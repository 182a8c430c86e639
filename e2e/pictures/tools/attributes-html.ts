import { escapeHtml, framedHtml } from "./framed-html.ts";

const TYPES: Readonly<Record<string, string>> = {
  lb_cookie: "Load balancer generated cookie",
  app_cookie: "Application-based cookie",
};

/** A target group's stickiness: as the API answers, and with the words of the console. */
export function attributesHtml(attributes: Readonly<Record<string, string>>): string {
  const keys = ["stickiness.enabled", "stickiness.type", "stickiness.lb_cookie.duration_seconds"];
  const answer = { Attributes: keys.map((Key) => ({ Key, Value: attributes[Key] ?? "" })) };
  const isOn = attributes["stickiness.enabled"] === "true";
  const seconds = Number(attributes["stickiness.lb_cookie.duration_seconds"]);
  const words = [
    ["Turn on stickiness", isOn ? "☑" : "☐"],
    ["Stickiness type", TYPES[attributes["stickiness.type"] ?? ""] ?? "not known"],
    ["Stickiness duration", seconds % 86_400 === 0 ? `${seconds / 86_400} day(s)` : `${seconds} second(s)`],
  ];
  return framedHtml({
    title: "Stickiness of a target group",
    style: `
      main { display: grid; grid-template-columns: auto auto; gap: 16px; align-items: start; }
      section { padding: 12px 16px; border: 1px solid #e4e0d8; border-radius: 10px; background: #fffefb; }
      h1 { margin: 0 0 8px; font-size: 13px; }
      pre { margin: 0; font-size: 12.5px; }
      dl { display: grid; grid-template-columns: auto auto; gap: 8px 24px; margin: 0; }
      dt { color: #625e56; } dd { margin: 0; font-weight: 600; }`,
    body: `
      <section><h1>aws elbv2 describe-target-group-attributes</h1><pre>${escapeHtml(JSON.stringify(answer, null, 2))}</pre></section>
      <section><h1>The console’s words: EC2, Target groups, Attributes, Edit</h1>
        <dl>${words.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("")}</dl></section>`,
    made: "Drawn by npm run pictures from the attributes of a lab’s target group. Not a picture of AWS’s console.",
  });
}
