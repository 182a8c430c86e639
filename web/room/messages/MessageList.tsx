import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Icon } from "../../page/Icon.tsx";
import { usePage } from "../../page/page-context.tsx";
import { useValue } from "../../page/use-value.tsx";
import { windowVisible } from "../../page/window-visible.ts";
import type { Row } from "./row.ts";
import { ChatRow } from "./ChatRow.tsx";
import "./MessageList.css";

/** So near to the end counts as being there. */
const NEAR_END = 60;
const NEAR_START = 400;

/** The room, virtualised. It follows the newest message only while the reader is at the end, and never jumps otherwise. */
export function MessageList() {
  const page = usePage();
  const rows = useValue(page.room.rows, ({ rows }) => rows);
  const older = useValue(page.room.older);
  const prepended = useValue(page.room.rows, ({ prepended }) => prepended);
  const room = useValue(page.room.name);
  const membership = useValue(page.room.membership);
  const firstUnreadKey = useValue(page.room.firstUnread);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const following = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  const [newBelow, setNewBelow] = useState(0);
  const lastCount = useRef(rows.length);
  const lastOffset = useRef(0);
  /** Key of my newest message: who sends one wants to see it. */
  const lastOwn = useRef<string | null>(null);

  useLayoutEffect(() => {
    const added = rows.length - lastCount.current;
    lastCount.current = rows.length;
    const last = rows.at(-1);
    const isMine = last?.kind === "message" && last.delivery?.state === "sending" && last.key !== lastOwn.current;
    if (isMine) {
      lastOwn.current = last.key;
      following.current = true;
    }
    if (following.current) {
      if (rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    } else if (added > 0 && !prepended) setNewBelow((before) => before + added);
  }, [rows, prepended]);

  useEffect(() => {
    const seen = () => {
      if (rows.length > 0 && following.current && windowVisible.is()) page.rooms.markRead();
    };
    seen();
    return windowVisible.watch(seen);
  }, [page, rows]);

  const look = () => {
    const handle = list.current;
    if (!handle) return;
    // What is added moves the end away, and no reader: only who goes back reads back.
    const goesBack = handle.scrollOffset < lastOffset.current;
    lastOffset.current = handle.scrollOffset;
    const isNearEnd = handle.scrollSize - handle.viewportSize - handle.scrollOffset < NEAR_END;
    following.current = isNearEnd || (following.current && !goesBack);
    setAtEnd(following.current);
    if (!following.current) return;
    setNewBelow(0);
    page.rooms.markRead();
  };
  const onScroll = (offset: number) => {
    look();
    if (offset < NEAR_START) page.rooms.loadOlder();
  };
  // A taller composer or a narrower window must not push the newest message out of view.
  const onResize = () => {
    if (following.current && rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    look();
  };
  const toEnd = () => {
    following.current = true;
    list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    setNewBelow(0);
    setAtEnd(true);
  };

  return (
    <div className="list-frame">
      <div className="list" role="log" aria-label="Messages" aria-relevant="additions" tabIndex={0} ref={scroller}>
        {older !== "none" && (
          <p className="list-older soft">
            {older === "loading" ? (
              "Loading older messages …"
            ) : (
              <button type="button" className="link" onClick={page.rooms.loadOlder}>
                Older messages
              </button>
            )}
          </p>
        )}
        {rows.length === 0 && membership === "joined" && (
          <p className="list-empty soft">Nothing has been said in #{room} on this instance.</p>
        )}
        <Virtualizer
          ref={list}
          data={rows}
          shift={prepended}
          scrollRef={scroller}
          onScroll={onScroll}
          onResize={onResize}
          bufferSize={200}
        >
          {(row: Row) => <ChatRow key={row.key} row={row} isFirstUnread={row.key === firstUnreadKey} />}
        </Virtualizer>
      </div>
      {!isAtEnd && (
        <button type="button" className="button list-end" onClick={toEnd}>
          <Icon name="down" />
          {newBelow > 0 ? `${newBelow} new` : "Newest"}
        </button>
      )}
    </div>
  );
}
