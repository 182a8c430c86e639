import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { usePage } from "../../page/page-context.tsx";
import { useValue } from "../../page/use-value.tsx";
import { listNames } from "../../page/list-names.ts";
import "./Composer.css";

/** What is being written, room by room, as long as the page is open. */
const drafts = new Map<string, string>();
const MAX_TYPING_NAMES = 3;
/** In characters as they are seen: so many of each name, so that how many more there are is not cut off. */
const MAX_TYPING_NAME = 14;

export function Composer() {
  const page = usePage();
  const room = useValue(page.room.name);
  const isIn = useValue(page.room.membership, (membership) => membership === "joined");
  const status = useValue(page.connection.now, ({ status }) => status);
  const limit = useValue(page.connection.limits, ({ textLength }) => textLength);
  const [text, setText] = useState(() => drafts.get(room) ?? "");
  const [error, setError] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const canSend = isIn && status === "connected";

  // Who has just joined wants to write; on a phone the keyboard would cover the page.
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null;
    if (isIn && isFree && !matchMedia("(pointer: coarse)").matches) field.current?.focus();
  }, [isIn]);

  const write = (next: string) => {
    drafts.set(room, next);
    setText(next);
    setError("");
    page.typing.typed(next.trim() !== "");
  };
  const send = () => {
    if (text.trim() === "") return;
    const did = page.deliveries.send(text);
    if (!did.ok) return setError(did.sentence);
    write("");
    field.current?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  const left = limit - text.length;
  return (
    <form className="composer" onSubmit={onSubmit}>
      <textarea
        ref={field}
        id="message"
        className="field composer-field"
        rows={1}
        dir="auto"
        value={text}
        aria-label={`Message #${room}`}
        aria-describedby="composer-note"
        placeholder={`Message #${room}`}
        disabled={!isIn}
        enterKeyHint="send"
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button primary composer-send" disabled={!canSend}>
        Send
      </button>
      <p id="composer-note" className="composer-note">
        {error ? (
          <span className="bad" role="alert">
            {error}
          </span>
        ) : left < 200 ? (
          <span className={left < 0 ? "bad" : "soft"}>{left < 0 ? `${-left} too many` : `${left} left`}</span>
        ) : (
          <Typing />
        )}
      </p>
    </form>
  );
}

function Typing() {
  const page = usePage();
  const typing = useValue(page.room.typing);
  if (typing.length === 0) return null;
  const names = listNames(typing.slice(0, MAX_TYPING_NAMES).map(shorten), typing.length);
  return (
    <span className="soft">
      {names} {typing.length === 1 ? "is" : "are"} typing …
    </span>
  );
}

function shorten(name: string): string {
  const letters = [...new Intl.Segmenter().segment(name)];
  if (letters.length <= MAX_TYPING_NAME) return name;
  return `${letters
    .slice(0, MAX_TYPING_NAME - 1)
    .map(({ segment }) => segment)
    .join("")}…`;
}
