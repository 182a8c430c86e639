/** What the browser's tab says. */
export function pageTitle(room: string, unread: number): string {
  const title = room ? `#${room} · Sticky Rooms` : "Sticky Rooms";
  return unread > 0 ? `(${unread}) ${title}` : title;
}
