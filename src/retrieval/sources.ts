import type { Retrievable } from "../db/search/retrievable";
import { nearestIn } from "../db/vectors/nearest";
import { RETRIEVABLE_MESSAGES } from "../stores/conversations/queries";
import { RETRIEVABLE_SEGMENTS } from "../stores/ingest/segments";
import { RETRIEVABLE_ITEMS } from "../stores/memory/queries";

/** The rows that retrieval finds, by the name of their source. */
const RETRIEVABLES = {
  memory: RETRIEVABLE_ITEMS,
  messages: RETRIEVABLE_MESSAGES,
  segments: RETRIEVABLE_SEGMENTS,
};

export type RetrievalSource = keyof typeof RETRIEVABLES;

export const SOURCE_NAMES = Object.keys(RETRIEVABLES) as RetrievalSource[];

/** One source with its search by vector. */
export interface Source extends Retrievable {
  name: RetrievalSource;
  nearest: ReturnType<typeof nearestIn>;
}

const sources = new Map<RetrievalSource, Source>(
  SOURCE_NAMES.map((name) => {
    const retrievable: Retrievable = RETRIEVABLES[name];
    const nearest = nearestIn(retrievable.table.name.name, retrievable.alias);
    return [name, { ...retrievable, name, nearest }];
  }),
);

export const sourceOf = (name: RetrievalSource): Source => sources.get(name)!;
