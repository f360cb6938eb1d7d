import type { Page } from "../../../../src";

/** A page as it is given, cursor included, and then all that comes in pages of that size. */
export async function pages<T>(request: PromiseLike<Page<T>> & AsyncIterable<T>): Promise<unknown> {
  const first = await request;
  const all: T[] = [];
  for await (const each of request) all.push(each);
  return { first, all };
}

export async function all<T>(request: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of request) found.push(each);
  return found;
}

/** About five of many, from all over them. */
export const spread = <T>(found: readonly T[]): T[] =>
  found.filter((_, i) => i % Math.ceil(found.length / 5) === 0);
