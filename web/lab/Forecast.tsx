import { Sentence } from "../instance/Sentence.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "./lab-action.ts";
import { labForecast } from "./lab-forecast.ts";

/** What will happen when this action runs now. */
export function Forecast({ action }: { action: LabAction }) {
  return <Sentence text={useValue(usePage().prospect, (prospect) => labForecast(action, prospect))} isPlain />;
}
