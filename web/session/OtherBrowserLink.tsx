import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { otherBrowserUrl } from "./other-browser.ts";

interface OtherBrowserLinkProps {
  className: string;
  children: string;
}

/** Opens a window with another cookie jar, already joined; nothing where this page has no other host name. */
export function OtherBrowserLink({ className, children }: OtherBrowserLinkProps) {
  const page = usePage();
  const room = useValue(page.room.name);
  const me = useValue(page.rooms.name);
  const { withYou, outOfSight } = useValue(page.room.presence);
  const href = otherBrowserUrl(location.href, room, [me, ...[...withYou, ...outOfSight].map(({ name }) => name)]);
  if (href === null) return null;
  return (
    <a className={className} href={href} target="_blank" rel="noopener">
      {children}
    </a>
  );
}
