import assert from "node:assert/strict";
import { NEIGHBORS, type VectorData, type VectorQuery } from "./data.js";

/** A store that is filled, and finds the nearest items of a vector. */
export interface Searcher {
  search(query: VectorQuery): Promise<Hit[]>;
}

/** An item with its content: ids alone would be less work. */
export interface Hit {
  id: string;
  text: unknown;
}

/** The rows of all contenders. Ids are those of the subject, by place in the data. */
export interface Filled {
  readonly data: VectorData;
  readonly ids: readonly string[];
}

/** One line of the comparison, with the share of the true neighbors that it finds. */
export interface Measured extends Searcher {
  readonly name: string;
  readonly recall: number;
  /** Minimum ratio of the subject's speed. Without it, the row is only informative. */
  readonly target?: number;
}

export async function measured(
  name: string,
  filled: Filled,
  searcher: Searcher,
  target?: number,
): Promise<Measured> {
  const recall = await recallOf(searcher, filled);
  const search = (query: VectorQuery): Promise<Hit[]> => searcher.search(query);
  return { name, recall, search, ...(target !== undefined && { target }) };
}

/** Recall@10 over all queries. Each must give ten items, with the texts that they have. */
export async function recallOf(searcher: Searcher, { data, ids }: Filled): Promise<number> {
  const places = new Map(ids.map((id, place) => [id, place]));
  let found = 0;
  for (const query of data.queries) {
    const hits = await searcher.search(query);
    assert.equal(hits.length, NEIGHBORS);
    const near = new Set(
      hits.map(({ id, text }) => {
        const place = places.get(id)!;
        assert.equal(text, data.texts[place]);
        return place;
      }),
    );
    found += query.nearest.filter((place) => near.has(place)).length;
  }
  return found / (data.queries.length * NEIGHBORS);
}
