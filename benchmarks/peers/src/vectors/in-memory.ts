import { UnifiedStoreManager } from "../../../../dist/src/index.js";
import type { Case } from "../rounds.js";
import type { Setting } from "../setting.js";
import { casesFor } from "./case-of.js";
import type { VectorData } from "./data.js";
import { LangGraphVectors } from "./langgraph.js";
import { measured } from "./searcher.js";
import { Subject } from "./subject.js";

/** Both compute in this thread, so that more callers would only queue. */
const CALLERS = [1];
const TARGET = 1;

/** SQLite in memory beside LangGraph's store in memory. */
export async function* inMemory(data: VectorData, setting: Setting): AsyncGenerator<Case> {
  console.error("filling the stores in memory …");
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  try {
    const subject = new Subject(stores);
    const filled = { data, ids: await subject.fill(data) };
    const langGraph = await LangGraphVectors.inMemory(filled);
    const contenders = [
      await measured("retrieval.search", filled, subject),
      await measured("LangGraph InMemoryStore", filled, langGraph, TARGET),
    ] as const;
    yield* casesFor(`SQLite in memory, ${subject.path}`, CALLERS, contenders, data, setting);
  } finally {
    await stores.close();
  }
}
