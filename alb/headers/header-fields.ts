import { headerName, type HeaderName } from "./header-name.ts";

/** Header lines in the order and the case in which they came, nothing merged. */
export class HeaderFields {
  readonly names: string[] = [];
  readonly kinds: HeaderName[] = [];
  readonly values: string[] = [];

  /** @param flat names and values in turn. */
  static of(flat: readonly string[]): HeaderFields {
    const fields = new HeaderFields();
    for (let i = 0; i + 1 < flat.length; i += 2) fields.add(flat[i]!, flat[i + 1]!);
    return fields;
  }

  get length(): number {
    return this.names.length;
  }

  add(name: string, value: string): void {
    this.addLine(headerName(name), value);
  }

  addLine(kind: HeaderName, value: string): void {
    this.names.push(kind.name);
    this.kinds.push(kind);
    this.values.push(value);
  }

  /** The name of a line in lower case. */
  key(index: number): string {
    return this.kinds[index]!.key;
  }

  /** The first value. @param key the name in lower case. */
  get(key: string): string | undefined {
    const index = this.indexOf(key);
    return index < 0 ? undefined : this.values[index];
  }

  /** All values, in order. @param key the name in lower case. */
  all(key: string): string[] {
    return this.values.filter((_, index) => this.key(index) === key);
  }

  has(key: string): boolean {
    return this.indexOf(key) >= 0;
  }

  /** Whether HTTP allows every name. */
  get haveTokenNames(): boolean {
    return this.kinds.every(({ isToken }) => isToken);
  }

  /** Whether a list such as `Connection` names `token`, in any case. */
  hasToken(key: string, token: string): boolean {
    for (let i = 0; i < this.kinds.length; i += 1) {
      if (this.key(i) !== key) continue;
      const value = this.values[i]!.toLowerCase();
      if (value === token) return true;
      if (value.includes(token) && value.split(",").some((one) => one.trim() === token)) return true;
    }
    return false;
  }

  private indexOf(key: string): number {
    for (let i = 0; i < this.kinds.length; i += 1) if (this.kinds[i]!.key === key) return i;
    return -1;
  }
}
