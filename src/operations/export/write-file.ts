import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { ExportedFile } from "./manifest";

/** Writes lines to a compressed file. @param lines each with its line end, some at once */
export async function writeLines(
  file: string,
  lines: AsyncIterable<{ text: string; rows: number }>,
  signal: AbortSignal | undefined,
): Promise<ExportedFile> {
  const hash = createHash("sha256");
  const written: ExportedFile = { rows: 0, bytes: 0, sha256: "" };
  async function* texts(): AsyncGenerator<string> {
    for await (const { text, rows } of lines) {
      written.rows += rows;
      yield text;
    }
  }
  const hashed = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      written.bytes += chunk.length;
      done(null, chunk);
    },
  });
  const output = createWriteStream(file, { flags: "wx", flush: true });
  await pipeline(Readable.from(texts()), createGzip({ level: 4 }), hashed, output, { signal });
  return { ...written, sha256: hash.digest("hex") };
}
