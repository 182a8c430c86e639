import { PeopleScreens } from "../lab/PeopleScreens.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { TourCard } from "../tour/TourCard.tsx";
import { Composer } from "./messages/Composer.tsx";
import { MessageList } from "./messages/MessageList.tsx";
import { RefusalCard } from "./RefusalCard.tsx";
import { UnheardStrip } from "../sightings/UnheardStrip.tsx";
import { VerdictBanner } from "../sightings/VerdictBanner.tsx";

export function ChatPane() {
  const page = usePage();
  const room = useValue(page.room.name);
  const isRefused = useValue(page.room.membership, (membership) => membership === "refused");
  return (
    <>
      <VerdictBanner />
      <TourCard />
      {isRefused && <RefusalCard />}
      <MessageList key={`list ${room}`} />
      <UnheardStrip />
      <PeopleScreens />
      <Composer key={`composer ${room}`} />
    </>
  );
}
