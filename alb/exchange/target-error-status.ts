/** Rule R8.2: what the client gets when the connection to the target fails: 504 for silence, 502 for anything else. */
export function targetErrorStatus({ code }: NodeJS.ErrnoException): 502 | 504 {
  return code === "ETIMEDOUT" || code === "EHOSTUNREACH" ? 504 : 502;
}
