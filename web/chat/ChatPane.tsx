import { usePage, useSlice } from "../page-context.ts";
import { TourCard } from "../tour/TourCard.tsx";
import { Composer } from "./Composer.tsx";
import { MessageList } from "./MessageList.tsx";
import { RefusalCard } from "./RefusalCard.tsx";
import { UnheardStrip } from "./UnheardStrip.tsx";
import { VerdictBanner } from "./VerdictBanner.tsx";

export function ChatPane() {
  const page = usePage();
  const room = useSlice(page.room, (state) => state.room);
  const isRefused = useSlice(page.room, (state) => state.membership === "refused");
  return (
    <>
      <VerdictBanner />
      <TourCard />
      {isRefused && <RefusalCard />}
      <MessageList key={`list ${room}`} />
      <UnheardStrip />
      <Composer key={`composer ${room}`} />
    </>
  );
}
