import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all } from "./paging";

export async function privacy(known: Scope): Promise<Calls> {
  const [person, other] = await all(known.conversations.participants.list());
  return {
    export: (s) => s.privacy.export(person!.id),
    erase: (s) => s.privacy.erase(other!.id),
    "search what is left": (s) => all(s.conversations.messages.search({ text: "person" })),
  };
}
