import assert from "node:assert/strict";
import { hashedWords, vectorOf } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered } from "./samples";

const TEXT = "mammals that live in a harbor or the sea";

/** Legs that do not run. */
export const skipped: Cases = {
  "a leg that does not run says why": async ({ scope, embedding }) => {
    const query = { text: TEXT, in: ["memory"] as const };
    const skipped = async (own: typeof scope, more: object = {}): Promise<string> =>
      (await own.retrieval.search({ ...query, ...more })).notes.skipped.join("; ");
    assert.match(await skipped(scope), /^dense: the manager has no embedder$/);
    const own = embedding(hashedWords());
    assert.match(await skipped(own), /^dense: no text of the tenant has a vector yet: call embedPending$/);
    await remembered(own);
    await own.retrieval.embedPending();
    assert.equal(await skipped(own), "");
    assert.equal(await skipped(own, { weights: { dense: 0 } }), "dense: its weight is 0");
    assert.equal(await skipped(own, { weights: { lexical: 0 } }), "lexical: its weight is 0");
    assert.equal(
      await skipped(own, { text: undefined, vector: vectorOf("x") }),
      "lexical: the query has no text",
    );
    const other = embedding(hashedWords(), { tenant: own.tenant, workspace: "other" });
    assert.match(await skipped(other), /^dense: no row of the sources in this workspace has a vector/);
  },

  "where the embedder fails the words decide, on all pages, and nothing is cached": async ({ embedding }) => {
    let fails = true;
    const scope = embedding(
      hashedWords("shaky", 64, {
        maxAttempts: 1,
        embed: (texts) => {
          if (fails) throw new Error("secret");
          return texts.map((text) => vectorOf(text));
        },
      }),
    );
    fails = false;
    const ids = await remembered(scope, ["whales a", "whales b", "seals"]);
    await scope.retrieval.embedPending();
    const query = { text: "whales", limit: 1 };
    fails = true;
    const first = await scope.retrieval.search({ ...query, cacheMs: 60_000 });
    assert.ok(ids.includes(first.hits[0]!.id as never));
    assert.equal(first.notes.model, null);
    assert.deepEqual(first.notes.skipped, ["dense: the embedder failed, so that words decide alone"]);
    await refused(scope.retrieval.search({ ...query, weights: { lexical: 0 } }), "connection", /failed once/);
    const judgments = [{ in: "memory" as const, id: ids[0]!, relevance: 1 }];
    await refused(scope.retrieval.evaluate({ dataset: [{ text: "whales", judgments }] }), "connection");
    fails = false;
    const second = await scope.retrieval.search({ ...query, cursor: first.nextCursor });
    assert.equal(second.notes.model, null);
    assert.match(second.notes.skipped.join(), /failed for the first page/);
    assert.notEqual(second.hits[0]!.id, first.hits[0]!.id);
    const whole = await scope.retrieval.search({ ...query, cacheMs: 60_000 });
    assert.deepEqual([whole.notes.cached, whole.notes.model], [false, "shaky"]);
  },
};
