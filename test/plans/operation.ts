import type { Page, PageRequest, Stores } from "../../src";
import type { FilledScope } from "./data";

export const PAGE = 20;

export interface PlannedOperation {
  /** The calls whose statements are explained. */
  call(stores: Stores, filled: FilledScope, cursor: string | undefined): PromiseLike<unknown>;
  /** For paged calls: the pages before a deep one. */
  pages?(stores: Stores, filled: FilledScope, page: { limit: number; cursor?: string }): PageRequest<unknown>;
  /** The call is refused in a transaction, so its effects are not rolled back. */
  outside?: boolean;
  /** The index provides the order: nothing is sorted, for any number of rows. */
  ordered: boolean;
}

type Listing = (
  stores: Stores,
  page: { limit: number; cursor?: string },
  filled: FilledScope,
) => PageRequest<unknown>;

/** Calls without pages. */
export const call = (
  run: (stores: Stores, filled: FilledScope) => PromiseLike<unknown>,
): PlannedOperation => ({
  call: run,
  ordered: false,
});

/** Calls that grant a lease. */
export const outside = (operation: PlannedOperation): PlannedOperation => ({ ...operation, outside: true });

/** Pages in an index's order. */
export const list = (listing: Listing): PlannedOperation => ({
  call: (stores, filled, cursor) => listing(stores, { limit: PAGE, ...(cursor && { cursor }) }, filled),
  pages: (stores, filled, page) => listing(stores, page, filled),
  ordered: true,
});

/** Pages in an order without an index: the matching rows are sorted, which are few here. */
export const sorted = (listing: Listing): PlannedOperation => ({ ...list(listing), ordered: false });

/** Twenty values, far from each other. */
export const many = <T>(filled: FilledScope, make: (n: number) => T): T[] =>
  Array.from({ length: PAGE }, (_, i) => make(Math.floor((i * filled.size) / PAGE / 4)));

/**
 * The cursor of a page far after the first, or of the last page; empty if all rows fit on one page.
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
