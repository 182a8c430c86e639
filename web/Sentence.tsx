import { InstanceName } from "./InstanceName.tsx";
import { usePage, useSlice } from "./page-context.ts";
import { splitByInstance } from "./split-by-instance.ts";

/** A sentence in which instances look as they do everywhere. */
export function Sentence({ text }: { text: string }) {
  const page = usePage();
  const instances = useSlice(page.sightings, (sightings) => sightings.instances);
  return splitByInstance(text, instances).map((piece, index) =>
    // Pieces have no other identity than their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.isInstance ? <InstanceName key={index} instance={piece.text} /> : piece.text,
  );
}
