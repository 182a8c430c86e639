import { stickinessCookie } from "../connection/stickiness-cookies.ts";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { OtherBrowserLink } from "../session/OtherBrowserLink.tsx";
import { LabControl } from "./LabControl.tsx";

/** Simulated people that come when they are invited: in another browser, or in one more window of mine. */
export function InviteControls() {
  const page = usePage();
  const obstacle = useValue(page.lab.state, (lab) => lab.obstacles.people);
  const people = useValue(page.lab.state, (lab) => lab.people);
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const room = useValue(page.room.name);
  const cookie = useValue(page.cookies.held, stickinessCookie);
  if (obstacle !== null) return <p className="soft">Not from here: {obstacle}.</p>;
  const isAtLab = location.hostname === "localhost" || location.hostname === "127.0.0.1";
  const isHere = (name: string) => people.some((person) => person.name === name);
  return (
    <>
      <LabControl
        control={
          <button
            type="button"
            className="button small"
            disabled={isLost || isHere("Bo")}
            onClick={() => page.lab.invite({ name: "Bo", room, talks: true })}
          >
            Invite Bo (another browser)
          </button>
        }
        forecast="A browser of its own, without your cookie: the balancer chooses its instance."
      />
      <LabControl
        control={
          <button
            type="button"
            className="button small"
            disabled={isLost || isHere("Cy") || cookie === null}
            onClick={() => cookie !== null && page.lab.invite({ name: "Cy", room, cookie, talks: true })}
          >
            Invite Cy (another window of yours)
          </button>
        }
        forecast={
          cookie === null
            ? "You hold no cookie that it could share."
            : "It shares your cookie, as a window of yours does."
        }
      />
      {isAtLab && (
        <LabControl
          control={<OtherBrowserLink className="button small">Open another browser</OtherBrowserLink>}
          forecast="A real window at the lab's other host name, where your cookies are not sent: already in this room."
        />
      )}
    </>
  );
}
