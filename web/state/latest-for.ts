/** What `make` made for this key, as long as the key is the same. */
export function latestFor<T>(): (key: string, make: () => T) => T {
  let latest: { key: string; value: T } | null = null;
  return (key, make) => {
    if (latest?.key !== key) latest = { key, value: make() };
    return latest.value;
  };
}
