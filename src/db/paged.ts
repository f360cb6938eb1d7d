import { type CallOptions, checkOptions } from "../core/deadline";
import { validate } from "../core/validation";
import { DEFAULT_LIMIT, type Page, type PageOptions, PageRequest } from "./page";
import type { ScopedDb } from "./scoped";

/** A public method that gives pages, and what it was called with. */
export interface PagedCall<I> {
  method: string;
  /** The rules of the query. */
  Input: new () => I;
  query: PageOptions;
  options: CallOptions;
}

/** Where a page begins, and how long it is. */
export interface PageAt {
  limit: number;
  cursor: string | undefined;
}

/** Pages of checked queries: `page` reads one of them each time that one is asked for. */
export function paged<I extends PageOptions, T>(
  db: ScopedDb,
  { method, Input, query, options }: PagedCall<I>,
  page: (input: I, at: PageAt) => Promise<Page<T>>,
): PageRequest<T> {
  const fetch = (cursor: string | undefined): Promise<Page<T>> =>
    db.method(method, () => {
      checkOptions(options);
      const input = validate(Input, query, "");
      return page(input, { limit: input.limit ?? DEFAULT_LIMIT, cursor });
    });
  return new PageRequest(fetch, query?.cursor ?? undefined);
}
