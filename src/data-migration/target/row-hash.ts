import { hash } from "node:crypto";
import type { LogicalColumn, LogicalType } from "../../../entities/columns";
import { type Json, JsonText } from "../../core/json";

/** Half of an MD5 and half of the rest, in hex: what changes a row by accident does not keep 96 bits. */
export const HASH_LENGTH = 24;

/**
 * A row's hash: the same for what a row of a source becomes and for what is read from a target, whichever engine that is. Every value is
 * written with its length, so that none can run into the next; JSON with its keys in order, since an engine may keep them in
 * another.
 */
export const rowHash = (columns: readonly LogicalColumn[], values: readonly unknown[]): string =>
  textHash(rowText(columns, values));

/** What a row's hash is made of: rows whose texts are equal are equal. */
export function rowText(columns: readonly LogicalColumn[], values: readonly unknown[]): string {
  let text = "";
  for (let i = 0; i < columns.length; i++)
    if (!columns[i]!.incidental) text += valueText(columns[i]!.type, values[i]);
  return text;
}

export const textHash = (text: string): string => hash("md5", text, "hex").slice(0, HASH_LENGTH);

/** The text of one value, for comparing; `~` for null. */
export function valueText(type: LogicalType, value: unknown): string {
  if (value === null || value === undefined) return "~";
  // A read gives the same for both; which of them a column has, its type tells.
  if (value instanceof JsonText && value.value() === null) return "~";
  const text = textOf(type, value);
  return `${text.length}:${text}`;
}

function textOf(type: LogicalType, value: unknown): string {
  switch (type) {
    case "json":
      return canonical(value instanceof JsonText ? value.value() : (value as Json));
    case "instant":
      return String((value as Date).getTime());
    case "vector":
      return bytesOf(value as Float32Array | readonly number[]).toString("latin1");
    case "real":
      // A zero without a sign, as the engines keep it.
      return String((value as number) + 0);
    default:
      return String(value);
  }
}

function bytesOf(vector: Float32Array | readonly number[]): Buffer {
  const { buffer, byteOffset, byteLength } =
    vector instanceof Float32Array ? vector : Float32Array.from(vector);
  return Buffer.from(buffer, byteOffset, byteLength);
}

function canonical(value: Json | undefined): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  let text = "{";
  for (const key of Object.keys(members).sort()) {
    if (members[key] === undefined) continue;
    text += `${text.length > 1 ? "," : ""}${JSON.stringify(key)}:${canonical(members[key])}`;
  }
  return `${text}}`;
}

/** Sums of hashes, which are the same in whatever order the rows come; a pair of equal rows does not cancel out. */
export class HashSum {
  rows = 0;
  private high = 0;
  private low = 0;

  add(hashed: string): void {
    this.rows++;
    this.high = (this.high + Number.parseInt(hashed.slice(0, 12), 16)) % 2 ** 48;
    this.low = (this.low + Number.parseInt(hashed.slice(12), 16)) % 2 ** 48;
  }

  toString(): string {
    return `${this.rows}:${this.high.toString(16)}:${this.low.toString(16)}`;
  }
}
