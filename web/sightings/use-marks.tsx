import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { Holds } from "./message-mark.ts";

export interface Mark {
  instance: string;
  holds: Holds;
}

/** For each living instance, in natural order, whether it holds a message. */
export function useMarks(messageId: string): readonly Mark[] {
  const { sightings } = usePage();
  const instances = useValue(sightings.holders);
  const marks = useValue(sightings.marksOf, (marksOf) => marksOf(messageId)).split(" ") as Holds[];
  return instances.map((instance, index) => ({ instance, holds: marks[index] ?? "unknown" }));
}
