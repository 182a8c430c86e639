import { InstanceLabel } from "./InstanceLabel.tsx";
import { InstanceName } from "./InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { splitByInstance } from "./split-by-instance.ts";

/** A sentence in which instances look as they do everywhere; `isPlain`: they have their name only. */
export function Sentence({ text, isPlain = false }: { text: string; isPlain?: boolean }) {
  const page = usePage();
  const instances = useValue(page.sightings.instances);
  const Instance = isPlain ? InstanceLabel : InstanceName;
  return splitByInstance(text, instances).map((piece, index) =>
    // Pieces have no other identity than their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.isInstance ? <Instance key={index} instance={piece.text} /> : piece.text,
  );
}
