import { usePage } from "../page/page-context.tsx";
import { ColourMark } from "./ColourMark.tsx";

/** An instance's shape in its colour. `no`: an outline; `unknown`: a dotted one. Decoration: say it in words beside. */
export function InstanceMark({ instance, holds = "yes" }: { instance: string; holds?: "yes" | "no" | "unknown" }) {
  return <ColourMark colour={usePage().colour(instance)} holds={holds} />;
}
