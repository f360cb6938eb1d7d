import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../src/scope";
import { everything, refused, suite, thrown } from "./suite";

const note = (text: string): { type: string; content: string } => ({ type: "note", content: text });
const texts = async (scope: Scope): Promise<unknown[]> =>
  (await everything(scope.memory.list({ order: "oldest" }))).map(({ content }) => content);

export const transactions = suite("transactions", {
  "all stores commit together, and the callback's result is returned": async ({ scope }) => {
    const result = await scope.transaction(async (tx) => {
      const item = await tx.memory.add(note("in"));
      await tx.memory.policies.put({ name: "p", ttlDays: 1 });
      assert.deepEqual(await tx.memory.get(item.id), item);
      return item.id;
    });
    assert.equal((await scope.memory.getOrThrow(result)).content, "in");
    assert.ok(await scope.memory.policies.get("p"));
  },

  "F3 an error of the callback rolls back everything, and is thrown unchanged": async ({ scope }) => {
    const boom = new Error("boom");
    const call = scope.transaction(async (tx) => {
      await tx.memory.add(note("lost"));
      await tx.memory.policies.put({ name: "lost", ttlDays: 1 });
      throw boom;
    });
    assert.equal(await thrown(call), boom);
    assert.deepEqual(await texts(scope), []);
    assert.equal(await scope.memory.policies.get("lost"), null);
    assert.deepEqual((await scope.memory.search({ text: "lost" })).items, []);
  },

  "F17 a write outside a concurrent failing transaction survives": async ({ scope }) => {
    let insertDone = (): void => {};
    const inserted = new Promise<void>((resolve) => {
      insertDone = resolve;
    });
    let started = (): void => {};
    const begun = new Promise<void>((resolve) => {
      started = resolve;
    });
    const failing = scope.transaction(async (tx) => {
      await tx.memory.add(note("undone"));
      started();
      // The insert may have to wait for this transaction: give it time to start, but do not await
      // it.
      await Promise.race([inserted, new Promise((resolve) => setTimeout(resolve, 20))]);
      throw new Error("fails");
    });
    await begun;
    const beside = scope.memory.add(note("survives")).then(insertDone);
    await assert.rejects(failing, /fails/);
    await beside;
    assert.deepEqual(await texts(scope), ["survives"]);
  },

  "a nested transaction is rolled back without its outer transaction": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      await tx.memory.add(note("outer"));
      await assert.rejects(
        tx.transaction(async (inner) => {
          await inner.memory.add(note("inner"));
          await assert.rejects(
            inner.transaction(async (third) => {
              await third.memory.add(note("third"));
              throw new Error("third");
            }),
            /third/,
          );
          assert.deepEqual(await texts(inner), ["outer", "inner"]);
          throw new Error("inner");
        }),
        /inner/,
      );
      await tx.transaction((inner) => inner.memory.add(note("kept")));
    });
    assert.deepEqual(await texts(scope), ["outer", "kept"]);
  },

  "concurrent nested transactions are serialized": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      const runs = Array.from({ length: 6 }, (_, i) =>
        tx.transaction(async (inner) => {
          await inner.memory.add(note(`run ${i}`));
          if (i % 2) throw new Error("odd");
        }),
      );
      const beside = tx.memory.add(note("beside"));
      await Promise.allSettled(runs);
      await beside;
    });
    assert.deepEqual((await texts(scope)).sort(), ["beside", "run 0", "run 2", "run 4"]);
  },

  "the outer scope used inside joins the transaction": async ({ scope, stores }) => {
    const boom = new Error("boom");
    const same = stores.scope({ tenant: scope.tenant });
    const call = scope.transaction(async (tx) => {
      await scope.memory.add(note("outer scope"));
      await same.memory.add(note("another handle"));
      await scope.transaction((inner) => inner.memory.add(note("nested")));
      assert.equal((await texts(tx)).length, 3);
      throw boom;
    });
    assert.equal(await thrown(call), boom);
    assert.deepEqual(await texts(scope), []);
  },

  "a refused statement ends the transaction, even if its error is caught": async ({ scope }) => {
    const id = randomUUID();
    await scope.memory.add({ ...note("first"), id });
    const call = scope.transaction(async (tx) => {
      await tx.memory.add(note("before"));
      await refused(tx.memory.add({ ...note("again"), id }), "unique_violation");
      await refused(tx.memory.add(note("after")), "conflict", /nested transaction/);
    });
    await refused(call, "conflict");
    assert.deepEqual(await texts(scope), ["first"]);
  },

  "a refused statement in a nested transaction does not end the outer one": async ({ scope }) => {
    const id = randomUUID();
    await scope.memory.add({ ...note("first"), id });
    await scope.transaction(async (tx) => {
      await tx.memory.add(note("before"));
      await refused(
        tx.transaction((inner) => inner.memory.add({ ...note("again"), id })),
        "unique_violation",
      );
      await tx.memory.add(note("after"));
    });
    assert.deepEqual((await texts(scope)).sort(), ["after", "before", "first"]);
  },

  "invalid input does not end the transaction": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      await refused(tx.memory.add({ type: "", content: 1 }), "validation");
      await refused(tx.memory.add({ type: "t", content: Number.NaN }), "validation");
      await refused(tx.memory.getOrThrow(randomUUID()), "not_found");
      await tx.memory.add(note("kept"));
    });
    assert.deepEqual(await texts(scope), ["kept"]);
  },

  "a transaction's scope is refused after its end": async ({ scope }) => {
    let leaked: Scope | undefined;
    await scope.transaction(async (tx) => {
      leaked = tx;
    });
    await refused(leaked!.memory.add(note("late")), "closed", /the transaction has ended/);
    await refused(
      leaked!.transaction(async () => {}),
      "closed",
    );
    assert.deepEqual(await texts(scope), []);
  },

  "a call that is waiting at the end of the transaction is refused": async ({ scope }) => {
    let hand = (_tx: Scope): void => {};
    const handed = new Promise<Scope>((resolve) => {
      hand = resolve;
    });
    // Started outside, so that it belongs to no savepoint. It has a handler at once, because it
    // rejects before the transaction does.
    const late = refused(
      handed.then((tx) => tx.memory.policies.put({ name: "late", ttlDays: 1 })),
      "closed",
    );
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      void tx.transaction(async (inner) => {
        await inner.memory.add(note("inner"));
        hand(tx);
        await inner.memory.add(note("inner"));
      });
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    await late;
    assert.equal(await scope.memory.policies.get("late"), null);
    assert.deepEqual(await texts(scope), []);
  },

  "timeouts and signals roll back the transaction, even one that waits forever": async ({ scope }) => {
    const late = scope.transaction(
      async (tx) => {
        await tx.memory.add(note("late"));
        await new Promise(() => {});
      },
      { timeoutMs: 50 },
    );
    await refused(late, "timeout");
    const stop = new AbortController();
    const stopped = scope.transaction(
      async (tx) => {
        await tx.memory.add(note("stopped"));
        stop.abort();
        await new Promise(() => {});
      },
      { signal: stop.signal },
    );
    await refused(stopped, "aborted");
    await refused(
      scope.transaction(async () => {}, { signal: AbortSignal.abort() }),
      "aborted",
    );
    assert.deepEqual(await texts(scope), []);
    await scope.memory.add(note("works"));
  },

  "calls of a callback after its timeout are refused, through any scope": async ({ scope }) => {
    let late: Promise<unknown> | undefined;
    const call = scope.transaction(
      () =>
        new Promise<void>((_resolve, reject) => {
          late = new Promise((resolve) => setTimeout(resolve, 60)).then(() => scope.memory.add(note("late")));
          late.catch(reject);
        }),
      { timeoutMs: 20 },
    );
    await refused(call, "timeout");
    await refused(late!, "closed", /rolled back when its time was up/);
    await scope.transaction(async (tx) => {
      let nestedLate: Promise<unknown> | undefined;
      const nested = tx.transaction(
        () =>
          new Promise<void>((_resolve, reject) => {
            nestedLate = new Promise((resolve) => setTimeout(resolve, 60)).then(() =>
              scope.memory.add(note("late")),
            );
            nestedLate.catch(reject);
          }),
        { timeoutMs: 20 },
      );
      await refused(nested, "timeout");
      await refused(nestedLate!, "closed");
    });
    assert.deepEqual(await texts(scope), []);
  },

  "calls of one transaction may be concurrent": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      await Promise.all(Array.from({ length: 10 }, (_, i) => tx.memory.add(note(`together ${i}`))));
      assert.equal((await texts(tx)).length, 10);
    });
    assert.equal((await texts(scope)).length, 10);
  },

  "parallel transactions that read and write lose nothing": async ({ scope }) => {
    const { id } = await scope.memory.add({ type: "counter", content: 0 });
    const increment = async (): Promise<void> => {
      for (;;) {
        try {
          await scope.transaction(
            async (tx) => {
              const { content } = await tx.memory.getOrThrow(id);
              await tx.memory.update(id, { content: (content as number) + 1 });
            },
            { isolation: "serializable" },
          );
          return;
        } catch (error) {
          if (!(error as { retryable?: boolean }).retryable) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    assert.equal((await scope.memory.getOrThrow(id)).content, 8);
  },

  "invalid options and callbacks are refused": async ({ scope }) => {
    await refused(scope.transaction("x" as never), "validation", /work must be a function/);
    await refused(
      scope.transaction(async () => {}, { isolation: "chaos" as never }),
      "validation",
      /isolation must be one of/,
    );
    await refused(
      scope.transaction(async () => {}, { retries: 3 } as never),
      "validation",
      /retries is not known/,
    );
    await refused(
      scope.transaction(async () => {}, { timeoutMs: -1 }),
      "validation",
      /timeoutMs must be/,
    );
  },
});
