import fc from "fast-check";
import type { Database } from "../../../src/db/database";
import { RETENTION_KINDS } from "../../../src/db/retention/kinds";
import { Retention } from "../../../src/operations/retention/retention";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { everything, operation, page, partial, type StoreOperations, tuple } from "./arbitraries";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { ingest } from "./ingest";
import { memory } from "./memory";

const DAY_MS = 86_400_000;
/** The rows of all stores are of the 41 days from January on, and the clock stands in June. */
const maxAgeMs = fc.integer({ min: 105, max: 155 }).map((days) => days * DAY_MS);
const kind = fc.constantFrom(...RETENTION_KINDS).map(({ store, what }) => ({ store, what }));
const hideable = RETENTION_KINDS.filter(({ hides }) => hides).map(({ store, what }) => ({ store, what }));
const versions = partial({ ifVersion: fc.integer({ min: 1, max: 3 }) });
const kept = fc.oneof(
  fc.record({ maxAgeMs }),
  fc.record({ maxRows: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ maxAgeMs, maxRows: fc.integer({ min: 0, max: 3 }) }),
);

const own: StoreOperations["operations"] = [
  operation("retention.put", tuple(kind, kept, versions), (scope, key, keeps, options) =>
    scope.retention.put({ ...key, ...keeps }, options),
  ),
  operation("retention.put that hides", tuple(fc.constantFrom(...hideable), maxAgeMs), (scope, key, age) =>
    scope.retention.put({ ...key, maxAgeMs: age, hide: true }),
  ),
  operation("memory.policies.put that hides", tuple(maxAgeMs), (scope, age) =>
    scope.memory.policies.put({ name: "default", ttlDays: age / DAY_MS, hide: true }),
  ),
  operation("retention.get", tuple(kind), (scope, key) => scope.retention.get(key)),
  operation("retention.list", tuple(partial(page)), (scope, query) =>
    everything(scope.retention.list(query)),
  ),
  operation("retention.remove", tuple(kind, versions), (scope, key, options) =>
    scope.retention.remove(key, options),
  ),
  operation("retention.prune", tuple(fc.boolean()), async (scope, dryRun) => {
    const database = scope.internals.database as Database;
    const now = (): Date => new Date(Date.UTC(2025, 5, 1));
    const { deleted, failures } = await new Retention(database, now).prune({
      ...{ tenant: scope.tenant, dryRun, share: 1 },
    });
    return { deleted, failures };
  }),
];

/** Policies and prunings among the calls of the stores that they are about. */
export const retention: StoreOperations = {
  operations: [
    // As often as the others together.
    ...Array.from({ length: 12 }, () => own).flat(),
    ...[memory, conversations, agents, ingest, analytics, debates].flatMap(({ operations }) => operations),
  ],
  stateOf: async (scope) => everything(scope.retention.list()),
};
