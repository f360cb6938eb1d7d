import { type CallOptions, readOptions, startOptions } from "../../core/call/deadline";
import { validate } from "../../core/input/validation";
import { type Call, inCall } from "../call";
import type { ScopedDb } from "../scoped";
import { countList } from "./count";
import { DEFAULT_LIMIT, type Page, type PageOptions, PageRequest } from "./page";

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
 * Pages of checked queries: `page` reads one of them each time that one is asked for. Query and
 * options are read once, when the method is called: all pages are of the query as it was then, and
 * what is wrong with it is told when the first is asked for.
 */
export function paged<I extends PageOptions, T>(
  db: ScopedDb,
  { method, Input, query, options }: PagedCall<I>,
  page: (call: Call, input: I, at: PageAt) => Promise<Page<T>>,
): PageRequest<T> {
  const checked = attempt(() => ({ input: validate(Input, query, ""), options: readOptions(options) }));
  // The time is that of a page.
  const started = (): CallOptions => {
    if ("problem" in checked) throw checked.problem;
    return startOptions(checked.options);
  };
  const fetch = (cursor: string | undefined): Promise<Page<T>> =>
    inCall(db, { method, options, check: started }, (call) => {
      const { input } = checked as Extract<typeof checked, { input: I }>;
      return page(call, input, { limit: input.limit ?? DEFAULT_LIMIT, cursor });
    });
  const first = (call: Call, limit: number): Promise<Page<T>> => {
    if ("problem" in checked) throw checked.problem;
    return page(call, checked.input, { limit, cursor: undefined });
  };
  const cursor = "input" in checked ? (checked.input.cursor ?? undefined) : undefined;
  return new PageRequest(fetch, cursor, {
    count: (given) => countList(db, { method, check: started, page: first }, given),
    rules: Input,
  });
}

function attempt<C>(check: () => C): C | { problem: unknown } {
  try {
    return check();
  } catch (problem) {
    return { problem };
  }
}
