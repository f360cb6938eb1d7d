import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { VectorCache } from "./cache.js";

/** Universal Sentence Encoder lite, for English. */
export const MODEL = "use-lite";
export const DIMENSIONS = 512;

/** More texts at a time are slower: the library copies the words of a batch once for each text. */
const BATCH = 8;
const BETWEEN_REPORTS_MS = 10_000;

export interface Encoding {
  cache: VectorCache;
  /** Each has the model in its memory, some 300 MB. */
  threads: number;
  interrupted: AbortSignal;
  say(what: string): void;
}

/** Puts the vectors of all texts into the cache that are not yet there. */
export async function encode(texts: readonly string[], encoding: Encoding): Promise<void> {
  const { cache, threads } = encoding;
  const missing = [...new Set(texts)].filter((text) => !cache.has(text));
  if (missing.length === 0) return;
  const batches: string[][] = [];
  for (let from = 0; from < missing.length; from += BATCH) batches.push(missing.slice(from, from + BATCH));
  const report = progress(missing.length, encoding);
  const work = async (): Promise<void> => {
    const worker = new Worker(join(__dirname, "worker.js"));
    try {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        encoding.interrupted.throwIfAborted();
        worker.postMessage(batch);
        // An error of the thread rejects this.
        const [vectors] = (await once(worker, "message")) as [Float32Array[]];
        cache.add(batch, vectors);
        report(batch.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, batches.length) }, work));
}

function progress(total: number, { say }: Encoding): (encoded: number) => void {
  const started = performance.now();
  let done = 0;
  let reported = started;
  say(`encoding ${total.toLocaleString("en-GB")} texts`);
  return (encoded) => {
    done += encoded;
    const now = performance.now();
    if (now - reported < BETWEEN_REPORTS_MS) return;
    reported = now;
    const left = Math.ceil((((now - started) / done) * (total - done)) / 60_000);
    say(`  ${done.toLocaleString("en-GB")} encoded, ${left} min left`);
  };
}
