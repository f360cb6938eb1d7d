import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { a, at, HOSTILE_TEXT } from "./samples";

/** Feedback of people on calls. */
export const feedback: Cases = {
  "feedback is read back as it was added, for one call and for all": async ({ scope: { analytics } }) => {
    const [one, other] = await analytics.calls.addMany([a(), a()]);
    const full = { id: randomUUID(), callId: one!.id, rating: -2.5, notes: HOSTILE_TEXT, createdAt: at(3) };
    assert.deepEqual(await analytics.feedback.add(full), full);
    const many = await analytics.feedback.addMany([
      { callId: one!.id.toUpperCase(), createdAt: at(1) },
      { callId: other!.id, rating: 1e300, createdAt: at(2) },
      { callId: one!.id, notes: "", createdAt: at(3) },
    ]);
    const { id, ...bare } = many[0]!;
    assert.deepEqual(bare, { callId: one!.id, rating: null, notes: null, createdAt: at(1) });
    assert.notEqual(id, full.id);
    const { items } = await analytics.feedback.list({ callId: one!.id.toUpperCase(), order: "oldest" });
    assert.equal(items.length, 3);
    assert.deepEqual(items[0], many[0]);
    assert.deepEqual(
      await everything(analytics.feedback.list({ callId: one!.id, order: "oldest", limit: 1 })),
      items,
    );
    assert.deepEqual(
      (await analytics.feedback.list({ callId: one!.id, order: "newest", createdTo: at(3) })).items,
      [many[0]],
    );
    assert.deepEqual((await analytics.feedback.list({ callId: other!.id })).items, [many[1]]);
    const all = await everything(analytics.feedback.list({ limit: 3 }));
    assert.deepEqual(all.map(({ rating }) => rating).slice(2), [1e300, null]);
    assert.deepEqual((await analytics.feedback.list({ createdFrom: at(2), createdTo: at(3) })).items, [
      many[1],
    ]);
  },

  "feedback on a missing call is refused, and nothing is written": async ({ scope }) => {
    const { analytics } = scope;
    const { id: callId } = await analytics.calls.add(a());
    const nowhere = randomUUID();
    const error = await refused(
      analytics.feedback.add({ callId: nowhere.toUpperCase(), rating: 1 }),
      "not_found",
      new RegExp(`there is no call ${nowhere} in this scope`),
    );
    assert.deepEqual([error.operation, error.mayHaveCommitted], ["analytics.feedback.add", false]);
    const bulk = await refused(
      analytics.feedback.addMany([{ callId }, { callId: nowhere }]),
      "not_found",
      /analytics\.feedback\.addMany .*there is no call of one of the callIds in this scope/,
    );
    assert.deepEqual([error.field, bulk.field], ["callId", "callId"]);
    await refused(
      analytics.feedback.addMany([{ callId }, {} as never]),
      "validation",
      /feedbacks\[1\]\.callId/,
    );
    await refused(analytics.feedback.add({ callId: "x" }), "validation", /callId must be a UUID/);
    await refused(analytics.feedback.add({ callId, rating: Number.NaN }), "validation", /rating must be/);
    await refused(analytics.feedback.add({ callId, notes: 7 as never }), "validation", /notes must be/);
    await refused(analytics.feedback.add(null as never), "validation", /must be an object with callId/);
    assert.deepEqual((await analytics.feedback.list()).items, []);
    assert.deepEqual((await analytics.feedback.list({ callId: nowhere })).items, []);
    const { id } = await analytics.feedback.add({ callId });
    await refused(analytics.feedback.add({ callId, id }), "unique_violation");
  },

  "feedback recorded in parallel is all kept, even if other feedback is refused": async ({ scope }) => {
    const { analytics } = scope;
    const { id: callId } = await analytics.calls.add(a());
    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, (_, rating) =>
        analytics.feedback.add({ callId: rating % 4 ? callId : randomUUID(), rating }),
      ),
    );
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 30);
    const ratings = (await everything(analytics.feedback.list({ callId: callId }))).map(
      ({ rating }) => rating,
    );
    const expected = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 4);
    assert.deepEqual(
      ratings.sort((x, y) => x! - y!),
      expected,
    );
  },
};
