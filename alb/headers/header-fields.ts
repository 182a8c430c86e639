const TOKEN = /^[!#$%&'*+.^_`|~\da-z-]+$/;

/** Header lines in the order and the case in which they came, nothing merged. */
export class HeaderFields {
  readonly names: string[] = [];
  /** The names in lower case: what lookups compare. */
  readonly keys: string[] = [];
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
    this.names.push(name);
    this.keys.push(name.toLowerCase());
    this.values.push(value);
  }

  /** The first value. @param key the name in lower case. */
  get(key: string): string | undefined {
    const index = this.keys.indexOf(key);
    return index < 0 ? undefined : this.values[index];
  }

  /** All values, in order. @param key the name in lower case. */
  all(key: string): string[] {
    return this.values.filter((_, index) => this.keys[index] === key);
  }

  /** Whether every name is one that HTTP allows. */
  get haveTokenNames(): boolean {
    return this.keys.every((key) => TOKEN.test(key));
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }

  /** Whether a list such as `Connection` names `token`, in whatever case. */
  hasToken(key: string, token: string): boolean {
    for (let i = 0; i < this.keys.length; i += 1) {
      if (this.keys[i] !== key) continue;
      const value = this.values[i]!.toLowerCase();
      if (value === token || value.split(",").some((one) => one.trim() === token)) return true;
    }
    return false;
  }
}
