import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { pages } from "./paging";

/** No old file has documents, so they are as in any new store. */
export async function documents(_known: Scope): Promise<Calls> {
  const of = (scope: Scope) => scope.documents;
  return {
    list: (s) => pages(of(s).list()),
    put: async (s) => (await of(s).put({ source: "a", text: "a" })).outcome,
    text: (s) => of(s).text("a"),
    remove: (s) => of(s).remove("a"),
  };
}
