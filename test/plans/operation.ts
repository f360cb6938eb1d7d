import type { Page, PageRequest, Stores } from "../../src";
import type { FilledScope } from "./data";

export const PAGE = 20;

export interface PlannedOperation {
  /** The calls whose statements are explained. */
  call(stores: Stores, filled: FilledScope, cursor: string | undefined): PromiseLike<unknown>;
  /** For those that give pages: the pages before a deep one. */
  pages?(stores: Stores, filled: FilledScope, page: { limit: number; cursor?: string }): PageRequest<unknown>;
  /** It is refused in a transaction: what it does is not undone. */
  outside?: boolean;
  /** The index gives the order: nothing is sorted, however many there are. */
  ordered: boolean;
}

type Listing = (
  stores: Stores,
  page: { limit: number; cursor?: string },
  filled: FilledScope,
) => PageRequest<unknown>;

/** Calls that give no page. */
export const call = (
  run: (stores: Stores, filled: FilledScope) => PromiseLike<unknown>,
): PlannedOperation => ({
  call: run,
  ordered: false,
});

/** Calls that hand something out for a time. */
export const outside = (operation: PlannedOperation): PlannedOperation => ({ ...operation, outside: true });

/** Pages in an index's order. */
export const list = (listing: Listing): PlannedOperation => ({
  call: (stores, filled, cursor) => listing(stores, { limit: PAGE, ...(cursor && { cursor }) }, filled),
  pages: (stores, filled, page) => listing(stores, page, filled),
  ordered: true,
});

/** Pages in an order that no index has: what was found is sorted, which is a few rows here. */
export const sorted = (listing: Listing): PlannedOperation => ({ ...list(listing), ordered: false });

/** Twenty of something, far from each other. */
export const many = <T>(filled: FilledScope, make: (n: number) => T): T[] =>
  Array.from({ length: PAGE }, (_, i) => make(Math.floor((i * filled.size) / PAGE / 4)));

/**
 * The cursor of a page far behind the first, or the last there is; none where all fits one page.
 */
export async function deepCursor(
  { pages }: PlannedOperation,
  stores: Stores,
  filled: FilledScope,
): Promise<string[]> {
  let cursor: string | null = null;
  for (let page = 0; pages && page < DEEP_PAGES; page++) {
    const limit = page === 0 ? PAGE : 1000;
    const next: Page<unknown> = await pages(stores, filled, { limit, ...(cursor && { cursor }) });
    if (next.nextCursor === null) break;
    cursor = next.nextCursor;
  }
  return cursor === null ? [] : [cursor];
}
const DEEP_PAGES = 10;
