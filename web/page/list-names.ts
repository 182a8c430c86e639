/** "Ada", "Ada and Bo", "Ada, Bo and Cy", "Ada, Bo, Cy and 12 others". `count` is how many there are in all. */
export function listNames(names: readonly string[], count = names.length): string {
  const others = count - names.length;
  const parts = others > 0 ? [...names, `${others} ${others === 1 ? "other" : "others"}`] : names;
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
