import type {
  RetrievalConfigFigures,
  RetrievalConfigSettings,
  RetrievalJudgedQuery,
  RetrievalTuneHalf,
  Scope,
} from "../../../../dist/src/index.js";
import type { JudgedSet } from "../sets/judged-set.js";

const IN = ["memory"] as const;
const K = 10;
const BATCH = 500;

/** One leg alone, and what a search without settings does. */
const CONFIGS = [
  { name: "lexical", in: IN, weights: { lexical: 1, dense: 0 } },
  { name: "dense", in: IN, weights: { lexical: 0, dense: 1 } },
  { name: "hybrid", in: IN },
] as const;

export type ConfigName = (typeof CONFIGS)[number]["name"];

/** Figures of one set. */
export interface Measured {
  name: string;
  documents: number;
  queries: number;
  configs: Readonly<Record<ConfigName, RetrievalConfigFigures>>;
  /** Settings that were found on one half of the queries. */
  settings: RetrievalConfigSettings;
  /** The other half: with the defaults before, with the found settings after. */
  heldOut: RetrievalTuneHalf;
}

/** Adds the documents as memory items. @returns their ids, by the ids of the set */
export async function fill(
  scope: Scope,
  { documents }: JudgedSet,
  vectorOf: (text: string) => Float32Array,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let from = 0; from < documents.length; from += BATCH) {
    const batch = documents.slice(from, from + BATCH);
    const added = await scope.memory.addMany(
      batch.map(({ text }) => ({ type: "text", content: { text }, embedding: vectorOf(text) })),
    );
    for (const [i, { id }] of added.entries()) ids.set(batch[i]!.id, id);
  }
  return ids;
}

/** @param ids of the items, by the ids of the set */
export async function measure(
  { retrieval }: Scope,
  { name, documents, queries }: JudgedSet,
  ids: ReadonlyMap<string, string>,
): Promise<Measured> {
  const dataset = queries.map(
    ({ text, grades }): RetrievalJudgedQuery => ({
      text,
      judgments: [...grades].map(([id, relevance]) => ({ in: "memory", id: ids.get(id)!, relevance })),
    }),
  );
  const { configs } = await retrieval.evaluate({ dataset, configs: CONFIGS, k: K });
  const { settings, heldOut } = await retrieval.tune({ dataset, config: { in: IN }, k: K });
  const byName = Object.fromEntries(configs.map((each) => [each.name, each]));
  return {
    name,
    documents: documents.length,
    queries: queries.length,
    configs: byName as Measured["configs"],
    settings,
    heldOut,
  };
}
