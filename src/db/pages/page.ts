import { UnifiedStoreError } from "../../core/errors";
import { IsLimit, IsText, Nullable, Optional } from "../../core/input/rules";
import type { InputRules } from "../../core/input/validation";

/** One page of a list or search. */
export interface Page<T> {
  items: T[];
  /** Hand it in as `cursor` for the next page; null when this is the last one. */
  nextCursor: string | null;
}

/** What every list and search takes beside its filters. */
export interface PageOptions {
  /** Most items of one page, 1 to 1000. Default 50. */
  limit?: number | undefined;
  /** The `nextCursor` of the previous page; null or left out: the first page. */
  cursor?: string | null | undefined;
}

/** How far a list is counted. */
export interface CountOptions {
  /** Up to here the count is exact, 1 to 1,000,000. Default 10,000. */
  most?: number | undefined;
}

/** How many rows a list has in all. */
export interface PageCount {
  count: number;
  /** Whether it was counted; otherwise it is the database's estimate, and above `most`. */
  exact: boolean;
}

export const DEFAULT_LIMIT = 50;

/** The rules of `PageOptions`. */
export class PageInput {
  @Optional()
  @IsLimit()
  limit?: number | undefined;

  @Nullable()
  @IsText()
  cursor?: string | null | undefined;
}

/** What not every list of pages has. */
interface PageParts {
  count?: (options: CountOptions) => Promise<PageCount>;
  rules?: InputRules<object>;
}

/**
 * A page to come. Await it for one page, or iterate over it for all items from here on; it reads a
 * page only when that is asked for. Or count the rows of all its pages.
 *
 * @example
 * const { items, nextCursor } = await acme.memory.list({ limit: 20 });
 * for await (const item of acme.memory.list({ type: "fact" })) console.log(item.id);
 * const { count } = await acme.memory.list({ type: "fact" }).count();
 */
export class PageRequest<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  readonly #fetch: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #cursor: string | undefined;
  readonly #count: ((options: CountOptions) => Promise<PageCount>) | undefined;
  readonly #rules: InputRules<object> | undefined;
  #first?: Promise<Page<T>>;

  /** @internal */
  constructor(
    fetch: (cursor: string | undefined) => Promise<Page<T>>,
    cursor?: string,
    { count, rules }: PageParts = {},
  ) {
    this.#fetch = fetch;
    this.#cursor = cursor;
    this.#count = count;
    this.#rules = rules;
  }

  /** @internal The rules of its query, for programs that read one from text. */
  get rules(): InputRules<object> | undefined {
    return this.#rules;
  }

  /**
   * Counts the rows of the whole list: those that meet its filters, whatever its limit and cursor.
   * It reads no page. The count is exact up to `most`; above, it is an estimate: the planner's on
   * PostgreSQL, and on SQLite that of a sample of the table.
   *
   * @throws UnifiedStoreError `validation`; `not_supported` for a search, which ranks rows
   * @example
   * const { count, exact } = await acme.memory.list({ type: "fact" }).count();
   * console.log(exact ? `${count} facts` : `about ${count} facts`);
   */
  async count(options: CountOptions = {}): Promise<PageCount> {
    if (this.#count) return this.#count(options);
    throw new UnifiedStoreError("not_supported", "this list has no total: iterate over it");
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise of its first page
  then<A = Page<T>, B = never>(
    onFulfilled?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#first ??= this.#fetch(this.#cursor);
    return this.#first.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Page<T> | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Page<T>> {
    return this.then().finally(onFinally);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    let page: Page<T> = await this.then();
    for (;;) {
      yield* page.items;
      if (page.nextCursor === null) return;
      page = await this.#fetch(page.nextCursor);
    }
  }
}
