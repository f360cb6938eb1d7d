import { invalid } from "../../core/errors";
import { elementsOf, isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { showAs } from "../../core/shown";
import type { UnifiedStoreManager } from "../../manager";
import type { Scope, ScopeName, Stores } from "../../scope";
import { Ledger } from "../ledger/ledger";
import type { SourceRecord } from "../ledger/run-record";
import { checkOptions, databaseOf } from "../options";
import { Quarantine, type QuarantinedRow } from "../quarantine/quarantine";
import type { ProgressEvent } from "../report/progress";
import { SOURCES } from "../sources";
import { BringUp } from "./bring-up";
import { FallbackExecutor } from "./executor";
import { OldFiles } from "./old-files";

export interface FallbackOptions {
  /** The open manager of the new stores. It stays the caller's: we never close it. */
  stores: UnifiedStoreManager;
  /** The old files, and folders that are searched for them, as `runMigration` takes them. */
  from: string | readonly string[];
  /**
   * The tenant of rows that name none: the same that the data migration is given. Default: such
   * files are refused.
   */
  tenant?: string;
  /**
   * Where rows go that name no workspace: the same that the data migration is given. Default
   * `default`.
   */
  workspace?: string;
  /**
   * Name of the model of memory items' vectors: the same that the data migration is given. Default:
   * `unnamed-<dimensions>`.
   */
  embeddingModel?: string;
  /** Values of more bytes than this go to quarantine. Default 16 MiB. */
  maxValueBytes?: number;
  /** Is told how far the moving of a store is. */
  onProgress?: (event: ProgressEvent) => void;
}

const KNOWN: ReadonlySet<string> = new Set([
  "stores",
  "from",
  "tenant",
  "workspace",
  "embeddingModel",
  "maxValueBytes",
  "onProgress",
]);
const KINDS = SOURCES.map(({ kind }) => kind);

/**
 * The new stores for an application that is switched to them before its old SQLite files have been
 * moved, or while they are: whatever it reads includes what only the old files have, and what it
 * writes goes to the new stores.
 *
 * Pages, searches, sums and walks over two databases at once cannot be had from the answers of
 * each. So the first call on a store first moves what the old files hold for it, all tenants' rows,
 * by what a data migration moves it with and into the same ledger; from then on every method works
 * on the new store alone, at its own pace. That first call waits as long as moving takes, and so do
 * all other calls on SQLite, which has one connection: `ready` has it done beforehand. A
 * transaction and `scope.privacy` wait for all stores.
 *
 * What is guaranteed:
 * - A call sees what was committed to the old files before the first call on its store, by
 * whichever process. What another process still writes to them later is taken over when the
 * application is started again, or by `runMigration`: rows that are new, and changes of rows that
 * the application has not changed itself.
 * - What the application has changed stays as it is, and what it has removed stays removed,
 * whatever is moved later. `runMigration` finds what was moved here, and moves and verifies the
 * rest.
 * - Any number of processes may do so at once; each row is moved once. One that is killed leaves
 * nothing half done.
 * - Rows that do not fit are in quarantine (`rejectedRows`). The old files are never written. This
 * process should not have them open itself: copying a file ends the locks that the process has on
 * it.
 * - A run that is rolled back takes its rows away, also from instances that are open: close them
 * first.
 *
 * @example
 * const stores = await UnifiedStoreManager.open({ url: "postgres://app@db/agents" });
 * const old = await FallbackStores.open({ stores, from: "./data", tenant: "acme" });
 * const acme = old.scope({ tenant: "acme" });
 * const items = await acme.memory.list(); // those of ./data/memory.db too
 * await old.close();
 * await stores.close();
 */
export class FallbackStores implements AsyncDisposable {
  // Private to the engine as well: in them is the connection, with its password.
  readonly #stores: UnifiedStoreManager;
  readonly #files: OldFiles;
  readonly #bringUp: BringUp;

  private constructor(stores: UnifiedStoreManager, files: OldFiles, bringUp: BringUp) {
    this.#stores = stores;
    this.#files = files;
    this.#bringUp = bringUp;
  }

  /**
   * Looks once through every old file. Nothing is moved yet.
   *
   * @throws UnifiedStoreError `validation` for invalid options, files that are missing or damaged,
   * and rows that name no tenant where none was given; `connection` where others kept a file locked
   * @example
   * const from = ["./data/memory.db", "./data/kg.db"];
   * const old = await FallbackStores.open({ stores, from, tenant: "acme" });
   */
  static async open(options: FallbackOptions): Promise<FallbackStores> {
    const { stores, ...source } = checkMembers(options);
    const checked = checkOptions(source);
    const database = databaseOf(stores);
    const runs = await new Ledger(database).runs.all();
    const earlier = runs.filter(({ status }) => status !== "rolled_back").flatMap(({ sources }) => sources);
    const files = await OldFiles.find(checked, earlier, database.dialect.address());
    return new FallbackStores(stores, files, new BringUp(database, files, checked));
  }

  /**
   * The stores of one tenant and workspace: the same as the manager's, and before their first use
   * what the old files have is theirs.
   *
   * @throws UnifiedStoreError `validation` for an empty or over-long name
   * @example
   * const acme = old.scope({ tenant: "acme", workspace: "main" });
   */
  scope(name: ScopeName): Scope {
    return this.#stores.scopeOn(new FallbackExecutor(this.#stores.internals, this.#bringUp, KINDS), name);
  }

  /**
   * Waits until stores have what the old files hold, as their first use would.
   *
   * @param stores Default: all
   * @throws UnifiedStoreError `conflict` where a data migration was interrupted in the middle of
   * one of these stores
   * @example
   * await old.ready(["memory", "profiles"]); // before the application takes requests
   */
  async ready(stores: readonly (keyof Stores)[] = KINDS as (keyof Stores)[]): Promise<void> {
    const wanted = elementsOf(stores, KINDS.length) as (keyof Stores)[] | null;
    if (!wanted?.every((store) => KINDS.includes(store)))
      throw invalid("stores", `must be some of ${KINDS.join(", ")}`);
    await this.#bringUp.of(wanted);
  }

  /**
   * The rows of the old files that could not be moved, of all tenants, with the reason and their
   * values as they are.
   *
   * @example
   * const rejected = await old.rejectedRows();
   * for (const { source, step, reason } of rejected) console.warn(source, step, reason);
   */
  async rejectedRows(): Promise<QuarantinedRow[]> {
    const database = this.#stores.internals;
    const runs = (await new Ledger(database).runs.all()).filter(({ status }) => status !== "rolled_back");
    const found: QuarantinedRow[] = [];
    for (const { record, steps } of this.#files.all) {
      // The newest has been through all rows.
      const isOwn = ({ path, kind }: SourceRecord): boolean => path === record.path && kind === record.kind;
      const run = runs.find(({ sources }) => sources.some(isOwn));
      const name = run?.sources.find(isOwn)?.name;
      const rows = run ? await new Quarantine(database).list(run.id) : [];
      found.push(
        ...rows.filter(
          ({ source, step, movedAt }) => source === name && steps.includes(step) && movedAt === null,
        ),
      );
    }
    return found;
  }

  /**
   * Ends what is being moved, of which nothing is kept, and refuses further calls on the scopes.
   * The manager stays open.
   *
   * @example
   * await old.close();
   */
  close(): Promise<void> {
    return this.#bringUp.close();
  }

  /** The same as `close`, for `await using` (TypeScript, or Node 24 and later). */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

showAs(FallbackStores, () => ({}));

/** A checked copy, each option read once. */
function checkMembers(options: FallbackOptions): FallbackOptions {
  if (!isObject(options)) throw invalid("options", 'must be an object such as { stores, from: "./data" }');
  return membersOf(options, KNOWN, "options", (name) =>
    invalid(memberOf("options", name), `is not known here: use ${[...KNOWN].join(", ")}`),
  ) as unknown as FallbackOptions;
}
