import type { Case } from "../rounds.js";
import type { Setting } from "../setting.js";
import { DIMENSIONS, makeData, NEIGHBORS } from "./data.js";
import { inMemory } from "./in-memory.js";
import { onPgvector } from "./pgvector.js";

const QUERIES = 100;

/** Searches by vector: in this process, and in a PostgreSQL that has pgvector. */
export async function* vectorCases(setting: Setting): AsyncGenerator<Case> {
  console.error(`making ${setting.vectors} vectors, and the exact neighbors of ${QUERIES} queries …`);
  const data = makeData(setting.vectors, QUERIES);
  const count = setting.vectors.toLocaleString("en-GB");
  setting.facts.push([
    "vectors",
    `${count} of ${DIMENSIONS} dimensions in clusters; the ${NEIGHBORS} nearest of ${QUERIES} queries`,
  ]);
  yield* inMemory(data, setting);
  if (setting.pgvector !== undefined) yield* onPgvector(setting.pgvector, data, setting);
  else setting.facts.push(["pgvector", "left out: name a database with --pgvector URL"]);
}
