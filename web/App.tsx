import { useSyncExternalStore } from "react";
import { JoinForm } from "./JoinForm.tsx";
import { Room } from "./Room.tsx";
import type { Chat } from "./state/chat.ts";

export function App({ chat }: { chat: Chat }) {
  const state = useSyncExternalStore(chat.subscribe, chat.getState);
  return state.stage === "form" ? <JoinForm state={state} onEnter={chat.enter} /> : <Room state={state} chat={chat} />;
}
