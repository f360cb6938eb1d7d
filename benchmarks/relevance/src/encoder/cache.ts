import { createHash } from "node:crypto";
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

/** Bytes of a text's hash: 128 bits tell 100,000 texts apart. */
const KEY_BYTES = 16;

/**
 * Vectors in a file, each behind the hash of its text. Vectors are only appended, so that a run
 * that was ended can be continued.
 */
export class VectorCache {
  private readonly places = new Map<string, number>();
  private readonly file: number;
  private readonly recordBytes: number;

  constructor(
    private readonly path: string,
    dimensions: number,
  ) {
    this.recordBytes = KEY_BYTES + dimensions * Float32Array.BYTES_PER_ELEMENT;
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, "a+");
    const { size } = fstatSync(this.file);
    const records = Math.floor(size / this.recordBytes);
    // The last record is incomplete if a run was ended while it was written.
    if (size > records * this.recordBytes) truncateSync(path, records * this.recordBytes);
    const key = Buffer.alloc(KEY_BYTES);
    for (let i = 0; i < records; i++) {
      readSync(this.file, key, 0, KEY_BYTES, i * this.recordBytes);
      this.places.set(key.toString("hex"), i);
    }
  }

  has(text: string): boolean {
    return this.places.has(keyOf(text).toString("hex"));
  }

  get(text: string): Float32Array {
    const place = this.places.get(keyOf(text).toString("hex"));
    if (place === undefined) throw new Error(`no vector of ${JSON.stringify(text)}`);
    const record = new Uint8Array(this.recordBytes);
    readSync(this.file, record, 0, this.recordBytes, place * this.recordBytes);
    if (!keyOf(text).equals(record.subarray(0, KEY_BYTES)))
      throw new Error(`another run has written to ${this.path}: start this run again`);
    return new Float32Array(record.buffer, KEY_BYTES);
  }

  add(texts: readonly string[], vectors: readonly Float32Array[]): void {
    const end = fstatSync(this.file).size / this.recordBytes;
    const records = texts.map((text, i) => {
      const key = keyOf(text);
      this.places.set(key.toString("hex"), end + i);
      const { buffer, byteOffset, byteLength } = vectors[i]!;
      return Buffer.concat([key, Buffer.from(buffer, byteOffset, byteLength)]);
    });
    appendFileSync(this.path, Buffer.concat(records));
  }

  close(): void {
    closeSync(this.file);
  }
}

const keyOf = (text: string): Buffer => createHash("sha256").update(text).digest().subarray(0, KEY_BYTES);
