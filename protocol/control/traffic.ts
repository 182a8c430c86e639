/** What an instance of the chat has counted since it started. */
export interface ChatCounts {
  /** Open now. */
  connections: number;
  /** Messages that it accepted. */
  messagesIn: number;
  /** Sockets to which it wrote one: a message to ten people is ten. */
  messagesOut: number;
}

/** `GET /traffic` of the control API: counts, from which two answers make a rate. */
export interface Traffic {
  /** When it was read, in milliseconds since 1970. */
  at: number;
  targets: {
    id: string;
    /** Open ones through the load balancer. */
    webSockets: number;
    /** Null: it did not answer in time, or is not an instance of the chat. */
    chat: ChatCounts | null;
  }[];
  areChatInstances: boolean;
  /** Of the application's target group, as `nonSticky`: null while stickiness is off, since ELBv2 counts none then. */
  requests: number;
  nonSticky: number | null;
  /** Requests of a session that the target that was asked did not know. */
  unknownSessions: number;
}
