import "reflect-metadata";
import { type ArgumentMetadata, ValidationPipe } from "@nestjs/common";
import {
  AnalyticsCallSummaryQuery,
  ArchiveListQuery,
  GraphEdgeInput,
  IngestSegmentListQuery,
  MarketplaceInRolloutQuery,
  MemoryItemInput,
  MemoryItemPatch,
  MemoryListQuery,
} from "../../src/class-validator";

const pipe = new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });
const ID = "01890000-0000-7000-8000-000000000000";

const piped = (metatype: new () => object, value: unknown, type: ArgumentMetadata["type"]) =>
  pipe.transform(value, { type, metatype });
const asBody = (Input: new () => object, value: unknown) => piped(Input, value, "body");
const asQuery = (Input: new () => object, value: unknown) => piped(Input, value, "query");
const messages = (asked: Promise<unknown>): Promise<string[]> =>
  asked.then(
    () => [],
    (error) => error.getResponse().message,
  );

test("a body's instants are ISO 8601 with a zone, or a day", async () => {
  const at = async (createdAt: unknown): Promise<unknown> =>
    (await asBody(MemoryItemInput, { type: "t", content: 1, createdAt })).createdAt;
  expect(await at("2026-01-31T12:00:00Z")).toEqual(new Date("2026-01-31T12:00:00Z"));
  expect(await at("2026-01-31T12:00:00.5+02:00")).toEqual(new Date("2026-01-31T10:00:00.500Z"));
  expect(await at("2026-01-31")).toEqual(new Date("2026-01-31T00:00:00Z"));
  for (const wrong of ["2026-01-31T12:00:00", "2026-02-30", "0000-01-01", "31.1.2026", "1", 1, true, null])
    expect(await messages(at(wrong) as Promise<unknown>)).toEqual([
      "createdAt must be a valid Date between the years 1 and 9999, such as 2026-01-31T12:00:00Z",
    ]);
});

test("a body is JSON: its numbers and flags are not text", async () => {
  const item = { type: "t", content: { constructor: "x" }, decayScore: "1", pinned: "true" };
  expect(await messages(asBody(MemoryItemInput, item))).toEqual([
    "decayScore must be a finite number",
    "pinned must be true or false",
  ]);
  expect(await messages(asBody(MemoryItemInput, []))).not.toEqual([]);
});

test("JSON is never converted", async () => {
  const content = { at: "2026-01-31", list: [["1"], { toString: 1, valueOf: 2 }], catch: null };
  expect(await asBody(MemoryItemPatch, { content })).toEqual({ content });
  const edge = await asBody(GraphEdgeInput, { from: ID, to: ID, type: "t", attrs: content });
  expect(edge.attrs).toBe(content);
  const tooDeep = JSON.parse(`${"[".repeat(600)}${"]".repeat(600)}`);
  const [problem] = await messages(asBody(MemoryItemPatch, { content: tooDeep }));
  expect(problem).toBe("content is nested deeper than 500 levels");
});

test("a query's numbers, flags, instants and lists are text", async () => {
  const query = { limit: "5", pinned: "true", archived: "false", createdFrom: "2026-01-31", type: "5" };
  const read = await asQuery(MemoryListQuery, Object.assign(Object.create(null), query));
  expect(read).toBeInstanceOf(MemoryListQuery);
  expect({ ...read }).toEqual({
    ...{ limit: 5, pinned: true, archived: false, type: "5" },
    createdFrom: new Date("2026-01-31T00:00:00Z"),
  });
  expect(await asQuery(ArchiveListQuery, { tags: "a" })).toEqual({ tags: ["a"] });
  expect(await asQuery(ArchiveListQuery, { tags: ["a", "b"] })).toEqual({ tags: ["a", "b"] });
  const seconds = { episodeId: ID, startSecondsFrom: "-1.5", startSecondsTo: "1e3" };
  expect(await asQuery(IngestSegmentListQuery, seconds)).toEqual({
    ...seconds,
    startSecondsFrom: -1.5,
    startSecondsTo: 1000,
  });
  const wrong = { limit: "", pinned: "1", archived: "TRUE", createdFrom: "now", type: ["a", "b"] };
  expect((await messages(asQuery(MemoryListQuery, wrong))).map((each) => each.split(" ")[0])).toEqual(
    expect.arrayContaining(Object.keys(wrong)),
  );
  for (const limit of ["0x5", " 5", "5 ", "Infinity", "5.5", "1001", ["1", "2"]])
    expect(await messages(asQuery(MemoryListQuery, { limit }))).toEqual([
      "limit must be a whole number from 1 to 1000: read further pages by their cursor",
    ]);
});

test("a range that ends before its start is reported at its end", async () => {
  const range = { createdFrom: "2026-01-02", createdTo: "2026-01-01" };
  const swapped = ["createdTo must not be before createdFrom: nothing can lie between the two"];
  expect(await messages(asQuery(MemoryListQuery, range))).toEqual(swapped);
  expect(await messages(asQuery(AnalyticsCallSummaryQuery, range))).toEqual(swapped);
});

test("the store checks that one of two members is given", async () => {
  expect(await asQuery(MarketplaceInRolloutQuery, { subject: "u" })).toEqual({ subject: "u" });
});

test("messages contain no values", async () => {
  const secret = { type: 5, content: 1, policyName: ["secret"], createdAt: "secret", pinned: "secret" };
  const told = await messages(asBody(MemoryItemInput, secret));
  expect(told).toHaveLength(4);
  expect(told.join()).not.toContain("secret");
});
