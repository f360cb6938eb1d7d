import { type CallOptions, readOptions, startOptions } from "../core/deadline";
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

/**
 * Pages of checked queries: `page` reads one of them each time that one is asked for. Query and options are read once, when the method is
 * called: all pages are of the query as it was then, and what is wrong with it is told when the first is asked for.
 */
export function paged<I extends PageOptions, T>(
  db: ScopedDb,
  { method, Input, query, options }: PagedCall<I>,
  page: (input: I, at: PageAt, options: CallOptions) => Promise<Page<T>>,
): PageRequest<T> {
  const checked = attempt(() => ({ input: validate(Input, query, ""), options: readOptions(options) }));
  const fetch = (cursor: string | undefined): Promise<Page<T>> =>
    db.method(method, () => {
      if ("problem" in checked) throw checked.problem;
      const { input, options } = checked;
      // The time is that of a page.
      return page(input, { limit: input.limit ?? DEFAULT_LIMIT, cursor }, startOptions(options));
    });
  return new PageRequest(fetch, "input" in checked ? (checked.input.cursor ?? undefined) : undefined);
}

function attempt<C>(check: () => C): C | { problem: unknown } {
  try {
    return check();
  } catch (problem) {
    return { problem };
  }
}
