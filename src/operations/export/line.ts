import { UnifiedStoreError } from "../../core/errors";
import { decodeText, encodeText } from "../../core/json/encoded-text";
import { type Json, JsonText } from "../../core/json/json";
import { vectorBytes, vectorOf } from "../../dialect/vectors/vector-bytes";
import type { Row } from "../copy/row";
import type { CopiedColumn, CopiedTable } from "../copy/tables";

/*
 * A line of an export: the row as a JSON object, by the members that the application knows. Times
 * are ISO 8601 with milliseconds. Vectors and sketches are base64: 32-bit floats, little-endian,
 * and bits. All numbers of a store are exact in JSON: at most 2^53 - 1, or 64-bit floats.
 */

export function lineOf({ columns }: CopiedTable, row: Row): string {
  const members: Record<string, unknown> = {};
  for (const [at, { property, type }] of columns.entries()) members[property] = toJson(type, row[at]);
  return JSON.stringify(members);
}

function toJson(type: CopiedColumn["type"], value: unknown): unknown {
  if (value === null) return null;
  if (value instanceof JsonText) return value.value();
  switch (type) {
    case "text":
      return decodeText(value as string);
    case "instant":
      return (value as Date).toISOString();
    case "vector":
      return vectorBytes(value as Float32Array).toString("base64");
    case "bits":
      return Buffer.from(value as Uint8Array).toString("base64");
    default:
      return value;
  }
}

/** @throws UnifiedStoreError `validation` where it is no row of the table; it is not shown */
export function rowOf({ name, columns }: CopiedTable, line: string): Row {
  let members: Record<string, Json>;
  try {
    members = JSON.parse(line) as Record<string, Json>;
  } catch {
    throw unreadable(name);
  }
  return columns.map(({ property, type, nullable }) => {
    const value = members[property] ?? null;
    if (value !== null) return fromJson(name, type, value);
    // JSON's null and SQL's null read alike; a column takes only one of them.
    if (type === "json" && !nullable) return new JsonText("null");
    if (!nullable) throw unreadable(name);
    return null;
  });
}

const KINDS: Record<CopiedColumn["type"], "string" | "number" | "boolean" | "any"> = {
  ...{ uuid: "string", name: "string", text: "string", json: "any", instant: "string", flag: "boolean" },
  ...{ real: "number", integer: "number", count: "number", vector: "string", bits: "string" },
};

function fromJson(table: string, type: CopiedColumn["type"], value: Json): unknown {
  if (KINDS[type] !== "any" && typeof value !== KINDS[type]) throw unreadable(table);
  switch (type) {
    case "json":
      return JsonText.of(value, table);
    case "text":
      return encodeText(value as string);
    case "instant": {
      const time = new Date(value as string);
      if (Number.isNaN(time.getTime())) throw unreadable(table);
      return time;
    }
    case "vector":
      return vectorOf(Buffer.from(value as string, "base64"));
    case "bits":
      return Buffer.from(value as string, "base64");
    default:
      return value;
  }
}

const unreadable = (table: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "validation",
    `a line of ${table} is no row of it: the export was not made by this program`,
  );
