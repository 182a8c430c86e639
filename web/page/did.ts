/** Whether something was begun; if not, why, for a person. */
export type Did = { ok: true } | { ok: false; sentence: string };
