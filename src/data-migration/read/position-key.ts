import { bound, type Position, type PositionValue } from "./position";

/**
 * Sort key of a position: text in the order in which SQLite reads rows. A column holds it, so that
 * positions are compared and looked up in the target.
 */
export const positionKeyOf = (position: Position): string => position.map(partText).join("");

/** The end mark sorts before every character of a part, so a part sorts before all longer ones. */
const partText = (part: PositionValue): string => `${valueText(part)}.`;

function valueText(part: PositionValue): string {
  if (typeof part === "number") return `n${numberText(part)}`;
  if (typeof part === "string") return `t${Buffer.from(part).toString("hex")}`;
  const value = bound(part);
  if (Buffer.isBuffer(value)) return `${part.$text === undefined ? "u" : "t"}${value.toString("hex")}`;
  // Beyond 2^53 several integers have one float, so their digits follow.
  return `n${numberText(Number(value))}${String(value)}`;
}

/**
 * Bits of a float that sort like its value: all are inverted in a negative one, the sign alone in
 * another.
 */
function numberText(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value + 0);
  const negative = bytes[0]! >= 128;
  for (let i = 0; i < 8; i++) bytes[i] = negative ? ~bytes[i]! : i === 0 ? bytes[i]! | 128 : bytes[i]!;
  return bytes.toString("hex");
}
