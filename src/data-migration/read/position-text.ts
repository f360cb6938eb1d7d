import { bound, type Cursor, type CursorValue } from "./position";

/**
 * Where a row stands, as text whose order is that in which SQLite reads rows: numbers before texts, texts by their bytes. So that places can
 * be kept, compared and looked for in a column.
 */
export const placeText = (cursor: Cursor): string => cursor.map(partText).join("");

/** What ends a part comes before all that goes on. */
const partText = (part: CursorValue): string => `${valueText(part)}.`;

function valueText(part: CursorValue): string {
  if (typeof part === "number") return `n${numberText(part)}`;
  if (typeof part === "string") return `t${Buffer.from(part).toString("hex")}`;
  const value = bound(part);
  if (Buffer.isBuffer(value)) return `${part.$text === undefined ? "u" : "t"}${value.toString("hex")}`;
  // Beyond 2^53 several numbers have one float.
  return `n${numberText(Number(value))}${String(value)}`;
}

/** The bits of a float sort as its value does, once those of negative ones are turned over and the sign is. */
function numberText(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value + 0);
  const negative = bytes[0]! >= 128;
  for (let i = 0; i < 8; i++) bytes[i] = negative ? ~bytes[i]! : i === 0 ? bytes[i]! | 128 : bytes[i]!;
  return bytes.toString("hex");
}
