import { explainSqlite, recordSqlite } from "../../plans/sqlite";

/** A batch ends in the index at its last row. Else each would read all rows that are due. */
test("no batch reads more rows than it deletes", async () => {
  const { stores, sent, db, close } = await recordSqlite();
  try {
    const scope = stores.scope({ tenant: "a" });
    const old = new Date(0);
    const item = { type: "t", content: 1, createdAt: old, lastUsedAt: old };
    await scope.memory.policies.put({ name: "p", ttlDays: 1 });
    await scope.memory.addMany([{ ...item, policyName: "p" }, item]);
    await scope.analytics.calls.add({ task: "t", model: "m", createdAt: old });
    await scope.retention.put({ store: "memory", what: "items", maxAgeMs: 1000, maxRows: 0 });
    await scope.retention.put({ store: "analytics", what: "calls", maxAgeMs: 1000, maxRows: 0 });
    sent.length = 0;
    const { rows } = await stores.retention.prune();
    expect(rows).toBe(3);
    const deletions = sent.filter(({ text }) => /^\s*delete from "(memory_item|analytics_call)"/.test(text));
    expect(deletions.length).toBeGreaterThan(2);
    for (const deletion of deletions) {
      const outer = deletion.text.slice(0, deletion.text.indexOf("<= ("));
      // SQLite would take it for the end of its range: 7,500 rows of 20,000 took 17 s, and now 1.
      expect(outer).not.toMatch(/(last_used_at|created_at)"? < \?/);
      const [range] = explainSqlite(db, deletion).readings;
      expect(range?.condition).toMatch(/(last_used_at|created_at)<\?|id\)<\(\?,\?\)/);
    }
  } finally {
    await close();
  }
});
