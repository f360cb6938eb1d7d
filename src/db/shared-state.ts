import type { Logger } from "../core/logger";
import { Embeddings } from "./embedding/embeddings";
import { HiddenRows } from "./retention/hiding";
import { RetrievalState } from "./retrieval/retrieval-state";
import type { RetrievalSettings } from "./retrieval/settings";

/** What all scopes of a manager share beside the database. */
export interface SharedState {
  embeddings: Embeddings;
  retrieval: RetrievalState;
  hiddenRows: HiddenRows;
}

/** @throws UnifiedStoreError `validation` for an invalid embedder */
export const sharedState = (
  { embedder, retrieval }: { embedder?: unknown; retrieval?: RetrievalSettings | undefined } = {},
  logger?: Logger,
): SharedState => ({
  embeddings: Embeddings.of(embedder),
  retrieval: new RetrievalState(retrieval, logger),
  hiddenRows: new HiddenRows(),
});
