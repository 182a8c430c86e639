import { ColourMark } from "../instance/ColourMark.tsx";
import "../instance/InstanceName.css";
import { useConsole } from "./console-context.tsx";

/** A target by shape, colour and id. */
export function TargetName({ id, isCut = false }: { id: string; isCut?: boolean }) {
  const colour = useConsole().colour(id);
  return (
    <span className="instance-name" data-colour={colour}>
      <ColourMark colour={colour} holds={isCut ? "no" : "yes"} />
      <bdi>{id}</bdi>
    </span>
  );
}
