import { InstanceMark } from "./InstanceMark.tsx";
import type { Chat, ChatState, ShownMessage } from "./state/chat.ts";
import { verdictOf } from "./state/verdict-of.ts";

export function Room({ state, chat }: { state: ChatState; chat: Chat }) {
  const { room, instance } = state;
  const verdict = verdictOf(state);
  const here = new Set(state.members.map((member) => member.id));
  const away = state.reports
    .filter((report) => report.instance !== instance)
    .flatMap((report) => (report.rooms[0]?.members ?? []).map((member) => ({ ...member, instance: report.instance })))
    .filter((member) => !here.has(member.id));

  return (
    <div className="app">
      <header>
        <h1>Sticky Rooms</h1>
        <div role="group" aria-label="Connection">
          {instance && state.status === "connected" && (
            <>
              <InstanceMark instance={instance} />
              <strong>{instance}</strong>
            </>
          )}
          <span>{state.transport ?? state.status}</span>
          <span>{state.hasCookie ? "cookie AWSALB ✓" : "no stickiness cookie"}</span>
          {state.unknownSessions > 0 && (
            <span className="bad">
              session lost {state.unknownSessions} {state.unknownSessions === 1 ? "time" : "times"}
            </span>
          )}
        </div>
        {state.hasCookie && (
          <button type="button" onClick={chat.forgetCookie} title="After it a reload is a new visitor's">
            Forget my cookie
          </button>
        )}
        {state.stickiness !== null && (
          <button
            type="button"
            role="switch"
            aria-checked={state.stickiness}
            aria-label="Stickiness"
            onClick={() => void chat.setStickiness(!state.stickiness)}
          >
            stickiness {state.stickiness ? "on" : "off"}
          </button>
        )}
        {state.stickiness !== null && instance && (
          <button type="button" onClick={() => void chat.kill(instance)}>
            Kill {instance}
          </button>
        )}
      </header>
      <main>
        <p role="status" aria-label="Verdict" className={verdict.tone}>
          {verdict.sentence}
        </p>
        <div role="log" aria-label="Messages" tabIndex={0}>
          {state.messages
            .filter((message) => message.vanished)
            .map((message) => (
              <MessageLine key={message.id} message={message} state={state} />
            ))}
          {state.moved && (
            <div role="separator" className="moved">
              {state.moved}
            </div>
          )}
          {state.messages
            .filter((message) => !message.vanished)
            .map((message) => (
              <MessageLine
                key={message.id}
                message={message}
                state={state}
                onRetry={() => void chat.send(message.text, message.id)}
              />
            ))}
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const form = event.currentTarget;
            const text = new FormData(form).get("text") as string;
            if (text.trim() === "") return;
            form.reset();
            void chat.send(text);
          }}
        >
          <input
            name="text"
            aria-label={`Message #${room}`}
            placeholder={`Message #${room}`}
            disabled={!state.joined}
            autoComplete="off"
          />
          <button type="submit" disabled={!state.joined}>
            Send
          </button>
        </form>
      </main>
      <aside>
        <h2>With you{instance ? `, on ${instance}` : ""}</h2>
        <ul aria-label="Members with you">
          {state.members.map((member) => (
            <li key={member.id}>
              <span>{member.name}</span>
              {member.tabs > 1 && <small> {member.tabs} windows</small>}
            </li>
          ))}
        </ul>
        <h2>Out of your sight</h2>
        <ul aria-label="Members out of your sight">
          {away.map((member) => (
            <li key={`${member.instance} ${member.id}`}>
              <InstanceMark instance={member.instance} /> <span>{member.name}</span> <small>on {member.instance}</small>
            </li>
          ))}
        </ul>
        <table>
          <caption>This room, {state.reports.length} times</caption>
          <thead>
            <tr>
              <th>instance</th>
              <th>people</th>
              <th>messages</th>
            </tr>
          </thead>
          <tbody>
            {state.reports.map((report) => (
              <tr key={report.instance} className={report.instance === instance ? "mine" : ""}>
                <td>
                  <InstanceMark instance={report.instance} /> {report.instance}
                </td>
                <td>{report.rooms[0]?.members.length ?? 0}</td>
                <td>{report.rooms[0]?.messageCount ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>Timeline</h2>
        <ol aria-label="Timeline">
          {state.timeline.toReversed().map((entry) => (
            <li key={entry.id} className={entry.bad ? "bad" : ""}>
              <time>{new Date(entry.at).toLocaleTimeString()}</time> {entry.text}
            </li>
          ))}
        </ol>
      </aside>
    </div>
  );
}

function MessageLine({ message, state, onRetry }: { message: ShownMessage; state: ChatState; onRetry?: () => void }) {
  return (
    <article className={message.vanished ? "vanished" : ""}>
      <strong>{message.name}</strong> <span data-testid="text">{message.text}</span>
      {message.vanished && <small> vanished: only {message.instance} knew it</small>}
      {message.state === "unknown" && (
        <small className="bad">
          {" "}
          no answer: it may or may not have arrived <button onClick={onRetry}>send again</button>
        </small>
      )}
      {message.state === "refused" && <small className="bad"> refused</small>}
      <span className="marks">
        {state.reports.map((report) => (
          <InstanceMark
            key={report.instance}
            instance={report.instance}
            held={report.rooms[0]?.messageIds.includes(message.id) ?? false}
          />
        ))}
      </span>
    </article>
  );
}
