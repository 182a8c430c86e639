/** Where hosts are named, a label of digits alone is a part of an address. */
const HOST = /^(?!\d+\.)[^.]+(?=\..)/;

/** What an instance is called where there is little room: a host by its first label, unless another known one shares it. */
export function instanceLabel(instance: string, known: readonly string[]): string {
  const label = HOST.exec(instance)?.[0] ?? instance;
  const isShared = known.some((other) => other !== instance && (other === label || other.startsWith(`${label}.`)));
  return isShared ? instance : label;
}
