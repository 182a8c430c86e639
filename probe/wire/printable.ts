/** What others wrote, on one line and without anything that moves a terminal's cursor. */
export function printable(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
