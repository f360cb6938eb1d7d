import { invalid, UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import { defaultEmbedder } from "../../db/embedding/default-model";
import type { EmbeddingClient } from "../../db/embedding/embedding-client";
import { modelsOf } from "../../db/embedding/models";

/**
 * The embedder that fills a model.
 *
 * @param model null or left out: see `defaultEmbedder`
 * @throws UnifiedStoreError `validation`, naming the embedders that there are
 */
export async function embedderFor(call: Call, model: string | null = null): Promise<EmbeddingClient> {
  const { clients } = call.embeddings;
  if (clients.size === 0) throw invalid("embedder", "is missing: open the manager with { embedder }");
  const client = model === null ? await defaultEmbedder(call) : clients.get(model);
  if (client === undefined)
    throw invalid("model", `must be that of an embedder of the manager: ${quoted(clients.keys())}`);
  if (!client.embeds)
    throw invalid("embedder.embed", `is missing for the model ${JSON.stringify(client.embedder.model)}`);
  return client;
}

/** @throws UnifiedStoreError `not_found` for a model that neither the tenant nor the manager has */
export async function checkModelKnown(call: Call, model: string): Promise<void> {
  const { clients } = call.embeddings;
  if (clients.has(model)) return;
  const own = (await modelsOf(call)).map(({ name }) => name);
  if (own.includes(model)) return;
  const known = quoted(new Set([...own, ...clients.keys()]));
  throw new UnifiedStoreError(
    "not_found",
    `there is no embedding model ${JSON.stringify(model)}: the tenant and the manager have ${known || "none"}`,
    { field: "model" },
  );
}

const quoted = (names: Iterable<string>): string => [...names].map((each) => JSON.stringify(each)).join(", ");
