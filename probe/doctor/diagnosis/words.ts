/** "1 session", "2 sessions". */
export function countOf(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? "" : "s"}`;
}

/** 90 s, 12 min, 7 days: one unit, the largest that tells enough. */
export function duration(seconds: number): string {
  const units = [
    { name: "days", length: 86_400 },
    { name: "h", length: 3600 },
    { name: "min", length: 60 },
  ];
  const unit = units.find(({ length }) => seconds >= length * 2);
  return unit ? `${Math.round(seconds / unit.length)} ${unit.name}` : `${Math.round(seconds * 10) / 10} s`;
}
