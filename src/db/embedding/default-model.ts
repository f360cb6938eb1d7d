import type { Call } from "../call";
import type { EmbeddingClient } from "./embedding-client";
import { activeModel, type ModelShape, unnamedModel } from "./models";

/*
 * The model of a call that names none. The active one comes first, so that a model that was
 * replaced and removed does not come back by the next write.
 */

/**
 * The embedder of pending texts: that of the tenant's active model where the manager has it, else
 * the manager's first. Undefined where it has none.
 */
export async function defaultEmbedder(call: Call): Promise<EmbeddingClient | undefined> {
  const { clients } = call.embeddings;
  if (clients.size < 2) return firstOf(clients);
  const active = await activeModel(call);
  return (active && clients.get(active.name)) ?? firstOf(clients);
}

/**
 * The model of vectors that are given with rows: the tenant's active model where the manager has
 * its embedder and the dimensions fit, else that of the manager's first embedder. Without
 * embedders it is the active model, and in a tenant without models one that is named after its
 * dimensions. The tenant may not have its row yet: see `ensureModel`.
 *
 * @param dimensions of the first vector
 */
export async function modelOfGiven(call: Call, dimensions: number): Promise<ModelShape> {
  const { clients } = call.embeddings;
  const first = firstOf(clients);
  const active = first === undefined || clients.size > 1 ? await activeModel(call) : null;
  if (first === undefined) return active ?? { name: unnamedModel(dimensions), dimensions, baseline: 0 };
  if (active?.dimensions === dimensions && clients.has(active.name)) return active;
  return shapeOf(first);
}

/** What a tenant's row says of an embedder's model. */
export function shapeOf({ embedder }: EmbeddingClient): ModelShape {
  const { model: name, dimensions, baseline } = embedder;
  return { name, dimensions, baseline };
}

function firstOf(clients: ReadonlyMap<string, EmbeddingClient>): EmbeddingClient | undefined {
  const [first] = clients.values();
  return first;
}
