import type { Cursor, CursorValue } from "../read/position";
import { HASH_LENGTH } from "../target/row-hash";

/** What a batch did with a row of the target. */
export type Effect =
  | "inserted"
  | "updated"
  /** It was there already as it should be. */
  | "unchanged"
  /** The application had changed or removed it since it was moved: it was left alone. */
  | "kept"
  | "deleted"
  /** It is another row of the target in all but its id, and was not written: the hash is that row's, the key its own. */
  | "merged";

const EFFECTS: readonly Effect[] = ["inserted", "updated", "unchanged", "kept", "deleted", "merged"];

/** What is known of one row of the target that a batch dealt with. */
export interface RowRecord {
  /** The target's table. */
  target: string;
  /** The values of its primary key, scope included. */
  key: readonly string[];
  effect: Effect;
  /** Its hash as it was moved. */
  hash: string;
  /** The row of the source that it was made of. */
  cursor: Cursor;
}

/**
 * Packs records into base64, about 55 characters for a row with a UUID: a row of a ledger for each of a million rows would cost as much as
 * the rows. Texts that repeat (tables, tenants, workspaces) are written once.
 */
export function packRows(records: readonly RowRecord[]): string {
  const texts = new Map<string, number>();
  const index = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const body = new ByteWriter();
  for (const { target, key, effect, hash, cursor } of records) {
    body.varint(index(target)).varint(EFFECTS.indexOf(effect)).hex(hash).varint(key.length);
    key.forEach((value, i) => {
      const id = value.length === UUID_LENGTH && UUID.test(value);
      // The last part is the row's own; what comes before it repeats.
      if (id) body.varint(1).hex(value.replaceAll("-", ""));
      else if (i < key.length - 1) body.varint(2 + index(value));
      else body.varint(0).text(value);
    });
    body.varint(cursor.length);
    for (const value of cursor)
      if (typeof value === "number") body.varint(1).double(value);
      else if (typeof value === "string") body.varint(0).text(value);
      else body.varint(2).text(JSON.stringify(value));
  }
  const head = new ByteWriter();
  head.varint(records.length).varint(texts.size);
  for (const text of texts.keys()) head.text(text);
  return Buffer.concat([head.bytes(), body.bytes()]).toString("base64");
}

export function unpackRows(packed: string): RowRecord[] {
  const bytes = new ByteReader(Buffer.from(packed, "base64"));
  const count = bytes.varint();
  const texts = Array.from({ length: bytes.varint() }, () => bytes.text());
  return Array.from({ length: count }, () => {
    const target = texts[bytes.varint()]!;
    const effect = EFFECTS[bytes.varint()]!;
    const hash = bytes.hex(HASH_LENGTH / 2);
    const key = Array.from({ length: bytes.varint() }, () => {
      const kind = bytes.varint();
      if (kind === 0) return bytes.text();
      return kind === 1 ? uuidOf(bytes.hex(16)) : texts[kind - 2]!;
    });
    const cursor = Array.from({ length: bytes.varint() }, (): CursorValue => {
      const kind = bytes.varint();
      if (kind === 1) return bytes.double();
      return kind === 0 ? bytes.text() : JSON.parse(bytes.text());
    });
    return { target, key, effect, hash, cursor };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

class ByteWriter {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private length = 0;

  varint(value: number): this {
    this.room(8);
    let rest = value;
    while (rest > 127) {
      this.buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
    return this;
  }

  hex(value: string): this {
    this.room(value.length);
    this.length += this.buffer.write(value, this.length, "hex");
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes).room(bytes);
    this.length += this.buffer.write(value, this.length);
    return this;
  }

  double(value: number): this {
    this.room(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
    return this;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

class ByteReader {
  private at = 0;
  constructor(private readonly buffer: Buffer) {}

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  hex(length: number): string {
    this.at += length;
    return this.buffer.toString("hex", this.at - length, this.at);
  }

  text(): string {
    const length = this.varint();
    this.at += length;
    return this.buffer.toString("utf8", this.at - length, this.at);
  }

  double(): number {
    this.at += 8;
    return this.buffer.readDoubleLE(this.at - 8);
  }
}
