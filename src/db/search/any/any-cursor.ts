import { decodeCursor, malformedCursor } from "../../../core/cursor";
import { isUuid } from "../../../core/ids";
import { instantIn, uuidIn } from "../../pages/keyset";
import type { Reach } from "./gather";
import type { LexicalStatistics } from "./statistics";

/** Where a page begins, and what the first page was ranked by. */
export interface AnyPosition {
  score: number;
  at: Date;
  id: string;
  statistics: LexicalStatistics;
  reach: Reach;
}

const NONE = "x";

/**
 * What all pages of a search have in common, as text. With it they are ranked alike, whatever was
 * written in between, and by whichever process: no row comes twice, and none that stays is left out.
 */
export function memoOf({ texts, meanLength, having }: LexicalStatistics, { words, floors }: Reach): string {
  const floorTexts = floors.map((floor) => floor ?? NONE);
  return [texts, Math.round(meanLength * 100), words ?? NONE, floors.length, ...floorTexts, ...having].join(
    "_",
  );
}

/**
 * @param words how many the query has
 * @throws UnifiedStoreError `validation` for a cursor of another query, or one that was changed
 */
export function anyCursor(query: string, cursor: string, words: number): AnyPosition {
  const shape = ["number", "number", "string", "string"] as const;
  const [score, at, id, memo] = decodeCursor(query, cursor, shape) as [number, number, string, string];
  const [texts, mean, used, count, ...rest] = memo.split("_");
  const floorCount = numberIn(count);
  const floors = rest.slice(0, floorCount).map(floorIn);
  const having = rest.slice(floorCount).map(numberIn);
  if (!Number.isSafeInteger(score) || floors.length !== floorCount || having.length !== words)
    throw malformedCursor();
  return {
    score,
    at: instantIn(at),
    id: uuidIn(id),
    statistics: { texts: atLeastOne(numberIn(texts)), meanLength: atLeastOne(numberIn(mean) / 100), having },
    reach: { words: used === NONE ? null : numberIn(used), floors },
  };
}

const atLeastOne = (number: number): number => Math.max(1, number);

function numberIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw malformedCursor();
  return Number(text);
}

function floorIn(text: string): string | null {
  if (text === NONE) return null;
  if (!isUuid(text)) throw malformedCursor();
  return text;
}
