import type { Position, PositionValue } from "../../read/position";
import { HASH_LENGTH } from "../../target/row-hash";
import { ByteReader, ByteWriter } from "./bytes";

/** Effect of a batch on a row of the target. */
export type Effect =
  | "inserted"
  | "updated"
  /** The target already had the same row. */
  | "unchanged"
  /** The application had changed or deleted the row since it was moved, so it was not written. */
  | "kept"
  | "deleted"
  /**
   * A duplicate: another row of the target differs only in its id, so this one was not written.
   * The hash is that row's, and the key is its own.
   */
  | "merged";

const EFFECTS: readonly Effect[] = ["inserted", "updated", "unchanged", "kept", "deleted", "merged"];

/** Record of a row of the target in a batch. */
export interface RowRecord {
  /** Table of the target. */
  target: string;
  /** Values of its primary key, scope included. */
  key: readonly string[];
  effect: Effect;
  /** Hash of the row as it was moved. */
  hash: string;
  /** Position of the row of the source that it came from. */
  position: Position;
}

/**
 * Packs records into base64, about 55 characters for a row with a UUID. A ledger row for each row
 * would cost as much as the rows themselves. Texts that repeat, such as tables and tenants, are
 * written once.
 */
export function packRows(records: readonly RowRecord[]): string {
  const texts = new Map<string, number>();
  const index = (text: string): number => {
    const first = texts.get(text);
    if (first !== undefined) return first;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const body = new ByteWriter();
  for (const { target, key, effect, hash, position } of records) {
    body.varint(index(target)).varint(EFFECTS.indexOf(effect)).hex(hash).varint(key.length);
    key.forEach((value, i) => {
      const id = value.length === UUID_LENGTH && UUID.test(value);
      // The last part is the row's own. The parts before it repeat.
      if (id) body.varint(1).hex(value.replaceAll("-", ""));
      else if (i < key.length - 1) body.varint(2 + index(value));
      else body.varint(0).text(value);
    });
    body.varint(position.length);
    for (const value of position)
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
      const tag = bytes.varint();
      if (tag === 0) return bytes.text();
      return tag === 1 ? uuidOf(bytes.hex(16)) : texts[tag - 2]!;
    });
    const position = Array.from({ length: bytes.varint() }, (): PositionValue => {
      const tag = bytes.varint();
      if (tag === 1) return bytes.double();
      return tag === 0 ? bytes.text() : JSON.parse(bytes.text());
    });
    return { target, key, effect, hash, position };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
