/** Tones that names may have: `data-tone` in MessageLine.css. They are dull where an instance's colour is strong. */
const TONES = 6;

/** Which tone somebody's name has: the same everywhere, by their `Member.id`. */
export function nameTone(member: string): number {
  let sum = 0;
  for (let index = 0; index < member.length; index++) sum = (sum * 31 + member.charCodeAt(index)) >>> 0;
  return sum % TONES;
}
