import { createHash } from "node:crypto";

/** Who somebody is to others: `id` is public, `nameKey` is equal for names that look alike. */
export interface Identity {
  id: string;
  nameKey: string;
  name: string;
}

// Of UTS #39's confusables the Cyrillic and Greek letters that look like a Latin one in both cases: a Cyrillic "Аda" is
// to be refused beside "Ada", and a name stays the same in any case of letters.
const LOOKALIKES: Record<string, string> = Object.fromEntries(
  [..."аaеeоoрpсcуyхxіiјjѕsԁdԛqԝw".matchAll(/(.)(.)/gu), ..."αaιiκkοoρpχx".matchAll(/(.)(.)/gu)].map(
    ([, letter, latin]) => [letter, latin],
  ),
);

/** One secret under one name is one member, on every instance alike; the id does not reveal the secret. */
export function identify(person: string, name: string): Identity {
  const nameKey = name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\u0370-\u052f]/gu, (letter) => LOOKALIKES[letter] ?? letter)
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
  const id = createHash("sha256").update(`${person}\n${nameKey}`).digest("base64url").slice(0, 16);
  return { id, nameKey, name };
}
