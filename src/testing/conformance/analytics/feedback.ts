import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { a, at, HOSTILE_TEXT } from "./samples";

/** What people said of calls. */
export const feedback: Cases = {
  "feedback is read back as it was given, of one call and of all": async ({ scope: { analytics } }) => {
    const [one, other] = await analytics.recordCalls([a(), a()]);
    const full = { id: randomUUID(), callId: one!.id, rating: -2.5, notes: HOSTILE_TEXT, at: at(3) };
    assert.deepEqual(await analytics.recordFeedback(full), full);
    const many = await analytics.recordFeedbacks([
      { callId: one!.id.toUpperCase(), at: at(1) },
      { callId: other!.id, rating: 1e300, at: at(2) },
      { callId: one!.id, notes: "", at: at(3) },
    ]);
    const { id, ...bare } = many[0]!;
    assert.deepEqual(bare, { callId: one!.id, rating: null, notes: null, at: at(1) });
    assert.notEqual(id, full.id);
    const { items } = await analytics.feedbackOf(one!.id.toUpperCase());
    assert.equal(items.length, 3);
    assert.deepEqual(items[0], many[0]);
    assert.deepEqual(await everything(analytics.feedbackOf(one!.id, { limit: 1 })), items);
    assert.deepEqual((await analytics.feedbackOf(one!.id, { order: "newest", to: at(3) })).items, [many[0]]);
    assert.deepEqual((await analytics.feedbackOf(other!.id)).items, [many[1]]);
    const all = await everything(analytics.listFeedback({ limit: 3 }));
    assert.deepEqual(all.map(({ rating }) => rating).slice(2), [1e300, null]);
    assert.deepEqual((await analytics.listFeedback({ from: at(2), to: at(3) })).items, [many[1]]);
  },

  "feedback on a call that is not there is refused, and nothing is written": async ({ scope }) => {
    const { analytics } = scope;
    const { id: callId } = await analytics.recordCall(a());
    const nowhere = randomUUID();
    const error = await refused(
      analytics.recordFeedback({ callId: nowhere.toUpperCase(), rating: 1 }),
      "not_found",
      new RegExp(`there is no call ${nowhere} in this scope`),
    );
    assert.deepEqual([error.operation, error.mayHaveCommitted], ["analytics.recordFeedback", false]);
    const bulk = await refused(
      analytics.recordFeedbacks([{ callId }, { callId: nowhere }]),
      "not_found",
      /analytics\.recordFeedbacks .*there is no call of one of the callIds in this scope/,
    );
    assert.deepEqual([error.field, bulk.field], ["callId", "callId"]);
    await refused(
      analytics.recordFeedbacks([{ callId }, {} as never]),
      "validation",
      /feedbacks\[1\]\.callId/,
    );
    await refused(analytics.recordFeedback({ callId: "x" }), "validation", /callId must be a UUID/);
    await refused(analytics.recordFeedback({ callId, rating: Number.NaN }), "validation", /rating must be/);
    await refused(analytics.recordFeedback({ callId, notes: 7 as never }), "validation", /notes must be/);
    await refused(analytics.recordFeedback(null as never), "validation", /must be an object with callId/);
    assert.deepEqual((await analytics.listFeedback()).items, []);
    assert.deepEqual((await analytics.feedbackOf(nowhere)).items, []);
    const { id } = await analytics.recordFeedback({ callId });
    await refused(analytics.recordFeedback({ callId, id }), "unique_violation");
  },

  "feedback recorded in parallel is all kept, whatever else is refused": async ({ scope }) => {
    const { analytics } = scope;
    const { id: callId } = await analytics.recordCall(a());
    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, (_, rating) =>
        analytics.recordFeedback({ callId: rating % 4 ? callId : randomUUID(), rating }),
      ),
    );
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 30);
    const ratings = (await everything(analytics.feedbackOf(callId))).map(({ rating }) => rating);
    const expected = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 4);
    assert.deepEqual(
      ratings.sort((x, y) => x! - y!),
      expected,
    );
  },
};
