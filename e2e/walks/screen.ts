/** Everything on one window's screen that claims something, read at one moment. */
export interface Screen {
  /** The path is drawn and the chat is shown; else the form, of which nothing is compared. */
  isChat: boolean;
  /** The lab stands where people and timeline are else. */
  isLabOpen: boolean;
  chips: string[];
  /** The instance beside "you are on" or "you were on". */
  instance: string | null;
  isInstanceLost: boolean;
  verdict: { sentence: string; detail: string; tone: string };
  pathLine: { text: string; phase: string };
  you: string;
  balancer: string;
  store: string | null;
  /** Texts of the switches that are there, with whether they are on. */
  switches: Record<string, boolean>;
  cards: { instance: string; words: string; isMine: boolean }[];
  /** By their question. */
  answers: Record<string, string>;
  members: { name: string; notes: string[] }[];
  outOfSight: { name: string; where: string }[];
  versions: { instance: string; people: string; messages: string; seen: string; more: string }[];
  messages: MessageOnScreen[];
  moves: string[];
  /** "3 messages lost so far"; null: it is not said. */
  lost: number | null;
  unheard: { instance: string; words: string }[];
  /** What the tour says was seen last. */
  tour: string | null;
  /** Newest first. */
  timeline: string[];
  rooms: { room: string; count: string | null; isJoined: boolean }[];
  /** What each choice of an instance's menu says it will do, by the choice. */
  forecasts: Record<string, string>;
  outcomes: string[];
}

export interface MessageOnScreen {
  name: string;
  text: string;
  marks: string;
  /** "accepted by chat-1 has it · 1 of 2 people can see it"; null: not an own one. */
  delivery: string | null;
  /** "vanished: only chat-1 knows it"; null: it has not. */
  vanished: string | null;
}

/** Runs in the page: reads what a person can read there, and nothing else. */
export function readScreen(): Screen {
  const words = (element: Element | null | undefined): string => {
    if (!element) return "";
    // What says the same to other senses is not said twice.
    const copy = element.cloneNode(true) as Element;
    for (const popover of copy.querySelectorAll("[popover]")) popover.remove();
    return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
  };
  const all = (selector: string, within: ParentNode = document) => [...within.querySelectorAll(selector)];
  const one = (selector: string, within: ParentNode = document) => within.querySelector(selector);
  const instanceIn = (element: ParentNode) => words(one(".instance-label", element));
  const list = (label: string) => all(`ul[aria-label="${label}"] > li`);
  const path = one(".path");
  return {
    isChat: one(".app") !== null && one(".path-row") !== null,
    isLabOpen: one("#lab") !== null,
    chips: all('[aria-label="Connection"] .chip:not(.me)').map(words),
    instance: one(".chip.me") ? instanceIn(one(".chip.me")!) : null,
    isInstanceLost: one(".chip.me[data-lost]") !== null,
    verdict: {
      sentence: words(one(".verdict-sentence")),
      detail: words(one(".verdict-detail > span")),
      tone: one(".verdict")?.getAttribute("data-tone") ?? "",
    },
    pathLine: { text: words(one("#path-line")), phase: one("#path-line")?.getAttribute("data-phase") ?? "" },
    you: words(one(".path-you")),
    balancer: words(one(".path-balancer")),
    store: one(".path-store") ? words(one(".path-store")) : null,
    switches: Object.fromEntries(
      all('.path [role="switch"]').map((element) => [
        element.getAttribute("aria-label")!,
        element.getAttribute("aria-checked") === "true",
      ]),
    ),
    cards: all(".path-instances > li", path ?? document).map((item) => ({
      instance: instanceIn(item),
      words: words(one(".path-people bdi", item)),
      isMine: one("[data-on]", item) !== null,
    })),
    answers: Object.fromEntries(
      all(".question").map((element) => [words(one("dt", element)), words(one("dd", element))]),
    ),
    members: list("Members with you").map((item) => ({
      name: words(one(".person-name", item)),
      notes: all("small", item).map(words),
    })),
    outOfSight: list("Members out of your sight").map((item) => ({
      name: words(one(".person-name", item)),
      where: words(one(".person-where", item)),
    })),
    versions: all(".versions tbody").map((body) => {
      const [people, messages, seen] = all("tr:first-child td", body).map((cell) => words(cell).replace("≠ ", ""));
      return {
        instance: instanceIn(body),
        people: people!,
        messages: messages!,
        seen: seen!,
        more: words(one(".versions-more", body)),
      };
    }),
    messages: all('[role="log"] article').map((article) => ({
      name: words(one(".line-name", article)),
      text: words(one('[data-testid="text"]', article)),
      marks: words(one(".marks .sr-only", article)),
      delivery: one(".delivery", article) ? words(one(".delivery", article)) : null,
      vanished: one(".line-gone", article) ? words(one(".line-gone", article)) : null,
    })),
    moves: all('[role="log"] [role="separator"]').map((element) => element.getAttribute("aria-label") ?? ""),
    lost: Number(/^(\d+) messages? lost so far/.exec(words(one(".verdict-switch")))?.[1] ?? Number.NaN) || null,
    unheard: all(".unheard-line").map((item) => ({
      instance: instanceIn(item),
      words: words(one(".unheard-words", item)),
    })),
    tour: one(".tour-seen") ? words(one(".tour-seen")).replace(/^Seen: /, "") : null,
    timeline: all('ol[aria-label="Timeline"] > li').map((item) => words(item.lastElementChild)),
    rooms: all('ul[aria-label="Rooms"] > li.room-item').map((item) => ({
      room: words(one(".room-name", item)).slice(1),
      count: one(".room-unread", item) ? null : (/^\d+/.exec(words(one(".soft", item)))?.[0] ?? null),
      isJoined: item.hasAttribute("data-joined"),
    })),
    forecasts: Object.fromEntries(
      all(".path .choice").map((choice) => [words(one("button", choice)), words(one("small", choice))]),
    ),
    outcomes: all(".outcome[data-phase=observed]").map(words),
  };
}
