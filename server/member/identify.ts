import { createHash } from "node:crypto";

/** Who somebody is to others: `id` is public, `nameKey` is equal for names that look alike. */
export interface Identity {
  id: string;
  nameKey: string;
  name: string;
}

/** One secret under one name is one member, on every instance alike; the id does not reveal the secret. */
export function identify(person: string, name: string): Identity {
  const nameKey = name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
  const id = createHash("sha256").update(`${person}\n${nameKey}`).digest("base64url").slice(0, 16);
  return { id, nameKey, name };
}
