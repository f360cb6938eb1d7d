import { decodeText, encodeText } from "../../core/json/encoded-text";
import { decodeJson, encodeJson, JsonText } from "../../core/json/json";
import type { Decoder } from "../dialect";
import { readable, utcInstant } from "../instant";
import type { RowColumns } from "../sql";
import type { ValueType } from "../value-type";
import { vectorBytes, vectorOf } from "../vectors/vector-bytes";

/**
 * Encodes values for binding. Instants are UTC text in one fixed form, so the order of the text is
 * the order of time.
 */
export function encode(type: ValueType, value: unknown, field: string): unknown {
  switch (type) {
    case "json":
      return value instanceof JsonText ? value.text : encodeJson(value, field);
    case "instant":
      return instantText(value as Date);
    case "flag":
      return value ? 1 : 0;
    case "text":
      return encodeText(value as string);
    case "vector":
      return vectorBytes(value as ArrayLike<number>);
    case "bits":
      return viewOf(value as Uint8Array);
    default:
      return value;
  }
}

const DECODERS: Partial<Record<ValueType, Decoder>> = {
  json: decodeJson,
  instant: (text: string) =>
    utcInstant(text) ?? readable(new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`)),
  flag: (value: number) => value === 1,
  text: decodeText,
  vector: vectorOf,
  bits: viewOf,
};

export const decoder = (type: ValueType): Decoder | null => DECODERS[type] ?? null;

/** `2025-01-31 23:59:59.123`, the form of TypeORM's datetime columns. */
export function instantText(value: Date): string {
  const time = value.getTime();
  if (time === lastTime) return lastText;
  const iso = value.toISOString();
  lastText = `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
  lastTime = time;
  return lastText;
}

/**
 * The last instant and its text. A new row has the same time in two columns, and rows of one
 * millisecond share it; each text takes 0.6 µs.
 */
let lastTime = Number.NaN;
let lastText = "";

export const encodeList = (_type: ValueType, values: readonly string[]): string => JSON.stringify(values);

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const isBytes = (type: ValueType): boolean => type === "vector" || type === "bits";

/**
 * All rows as one JSON array of arrays, which json_each expands. JSON has no bytes: those of a
 * column are one parameter for all rows, and each cell has its place in them. In hex, a vector of
 * 384 numbers took 60 µs more.
 */
export function encodeRows(
  { columns }: RowColumns,
  rows: readonly (readonly unknown[])[],
  field: string,
): unknown[] {
  const bytes = columns.map(([, type]) => (isBytes(type) ? new Bytes() : null));
  const cells = rows.map((row, i) =>
    columns.map(([name, type], j) => {
      const value = row[j];
      if (value === null || value === undefined) return null;
      const encoded = encode(type, value, `${field}[${i}].${name}`);
      return bytes[j]?.add(encoded as Buffer) ?? encoded;
    }),
  );
  return [...bytes.flatMap((each) => each?.all() ?? []), JSON.stringify(cells)];
}

/** Bytes of the cells of one column, one after the other. */
class Bytes {
  private readonly parts: Buffer[] = [];
  private length = 0;

  /** @returns where they begin, from 1, and how many they are */
  add(part: Buffer): [start: number, length: number] {
    const start = this.length + 1;
    this.parts.push(part);
    this.length += part.length;
    return [start, part.length];
  }

  all(): Buffer {
    return this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
  }
}

/** A list of rows as a table. Parameters of bytes come first, in the order of their columns. */
export function rows({ columns }: RowColumns): { text: string; parameters: number } {
  const cells = columns.map(([name, type], j) => `${cell(type, j)} as "${name}"`).join(", ");
  return {
    text: `(select key as ordinal, ${cells} from json_each(?))`,
    parameters: 1 + columns.filter(([, type]) => isBytes(type)).length,
  };
}

/** The expression for the jth cell of a row in json_each's value. */
const cell = (type: ValueType, j: number): string =>
  isBytes(type) ? `substr(?, value ->> '$[${j}][0]', value ->> '$[${j}][1]')` : `value ->> ${j}`;

const HEX = Buffer.from("0123456789abcdef");

/**
 * Keys as words for the full-text index. Writing digit by digit takes 2 µs for a hundred keys,
 * `toString` 16.
 */
export function encodeKeys(keys: Int32Array): string {
  const bytes = Buffer.allocUnsafe(keys.length * 9);
  let at = 0;
  for (const key of keys) {
    for (let shift = 28; shift >= 0; shift -= 4) bytes[at++] = HEX[(key >>> shift) & 15]!;
    bytes[at++] = 0x20;
  }
  return bytes.toString("latin1", 0, Math.max(0, at - 1));
}
