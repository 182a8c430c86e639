import { splitByInstance } from "../instance/split-by-instance.ts";
import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";
import { TargetName } from "./TargetName.tsx";

/** A sentence in which targets look as they do everywhere. */
export function Sentence({ text }: { text: string }) {
  const targets = useValue(useConsole().targetIds);
  return splitByInstance(text, targets).map((piece, index) =>
    // Pieces have no other identity than their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.isInstance ? <TargetName key={index} id={piece.text} /> : piece.text,
  );
}
