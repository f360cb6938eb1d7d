import { IsLimit, IsText, Nullable, Optional } from "../../core/input/rules";

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

/**
 * A page to come. Await it for one page, or iterate over it for all items from here on; it reads a
 * page only when that is asked for.
 *
 * @example
 * const { items, nextCursor } = await acme.memory.list({ limit: 20 });
 * for await (const item of acme.memory.list({ type: "fact" })) console.log(item.id);
 */
export class PageRequest<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  readonly #fetch: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #cursor: string | undefined;
  #first?: Promise<Page<T>>;

  /** @internal */
  constructor(fetch: (cursor: string | undefined) => Promise<Page<T>>, cursor?: string) {
    this.#fetch = fetch;
    this.#cursor = cursor;
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
