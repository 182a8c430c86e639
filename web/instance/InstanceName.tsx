import { InstanceLabel } from "./InstanceLabel.tsx";
import { InstanceMark } from "./InstanceMark.tsx";
import { usePage } from "../page/page-context.tsx";
import "./InstanceName.css";

/** An instance by shape, colour and name. */
export function InstanceName({ instance }: { instance: string }) {
  const colour = usePage().colour(instance);
  return (
    <span className="instance-name" data-colour={colour}>
      <InstanceMark instance={instance} />
      <InstanceLabel instance={instance} />
    </span>
  );
}
