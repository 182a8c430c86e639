/** How many sessions are held open together unless told otherwise. */
export const DEFAULT_SESSIONS = 14;
