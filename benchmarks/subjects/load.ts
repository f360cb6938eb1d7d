import type { Scope } from "../../src/scope";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";

const BATCH = 1000;

/** Adds the items and returns their ids. */
export async function load(scope: Scope, inputs: readonly MemoryItemInput[]): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < inputs.length; at += BATCH) {
    for (const { id } of await scope.memory.addMany(inputs.slice(at, at + BATCH))) ids.push(id);
  }
  return ids;
}
