import { invalid } from "../../core/errors";
import { checkId } from "../../core/input/arguments";
import { elementsOf, isObject, memberOf, membersOf } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import { checkSearchText } from "../../db/search/search";
import { type RetrievalSource, SOURCE_NAMES } from "../sources";
import { loggedJudgments } from "./logged";
import type { RetrievalJudged, RetrievalJudgedQuery, RetrievalJudgment } from "./types";

const MOST_QUERIES = 10_000;
const MOST_JUDGMENTS = 10_000;
const MOST_RELEVANCE = 3;

/** Judged queries that have a relevant row, and the number of those that have none. */
export interface Judged {
  queries: RetrievalJudgedQuery[];
  skipped: number;
}

/** @throws UnifiedStoreError `validation`, naming the member */
export async function judgedQueries(call: Call, { dataset, log }: RetrievalJudged): Promise<Judged> {
  if ((dataset === undefined) === (log === undefined))
    throw invalid("dataset", "or log must be given, and not both");
  const field = dataset === undefined ? "log" : "dataset";
  const all = dataset === undefined ? await loggedJudgments(call, log!) : checkDataset(dataset);
  const queries = all.filter(({ judgments }) => judgments.some(({ relevance }) => relevance > 0));
  if (queries.length === 0) throw invalid(field, "has no query with a relevant row");
  return { queries, skipped: all.length - queries.length };
}

function checkDataset(given: unknown): RetrievalJudgedQuery[] {
  const list = elementsOf(given, MOST_QUERIES);
  if (list === null || list.length === 0)
    throw invalid("dataset", `must be a list of 1 to ${MOST_QUERIES} queries with judgments`);
  return list.map((each, i) => {
    const path = `dataset[${i}]`;
    const { text, judgments } = object(each, path, ["text", "judgments"]);
    if (typeof text !== "string") throw invalid(memberOf(path, "text"), "must be a string");
    checkSearchText(text, memberOf(path, "text"));
    const judged = elementsOf(judgments, MOST_JUDGMENTS);
    if (judged === null)
      throw invalid(memberOf(path, "judgments"), `must be a list of at most ${MOST_JUDGMENTS}`);
    return { text, judgments: judged.map((one, j) => checkJudgment(one, `${path}.judgments[${j}]`)) };
  });
}

function checkJudgment(given: unknown, path: string): RetrievalJudgment {
  const { in: source, id, relevance } = object(given, path, ["in", "id", "relevance"]);
  if (!SOURCE_NAMES.includes(source as RetrievalSource))
    throw invalid(memberOf(path, "in"), `must be one of ${SOURCE_NAMES.join(", ")}`);
  if (typeof relevance !== "number" || !(relevance >= 0 && relevance <= MOST_RELEVANCE))
    throw invalid(memberOf(path, "relevance"), `must be a number from 0 to ${MOST_RELEVANCE}`);
  return { in: source as RetrievalSource, id: checkId(id, memberOf(path, "id")), relevance };
}

/** A copy of an object with these members only. */
export function object(given: unknown, field: string, names: readonly string[]): Record<string, unknown> {
  if (!isObject(given)) throw invalid(field || "query", `must be an object with ${names.join(", ")}`);
  return membersOf(given, new Set(names), field, (member) =>
    invalid(memberOf(field, member), `is not known here: use ${names.join(", ")}`),
  );
}
