import type { Scope } from "../../src/scope";
import type { Fill } from "../fill/fill";
import { timeOf } from "../fill/rows";
import type { Operation, Testbed, Workload } from "../types";
import { Baseline, codecs } from "./baseline";
import type { Pair } from "./pair";

/** The parts that are particular to one store. */
export interface StoreDefinition {
  store: string;
  /** Writes the rows of these numbers through the public methods. */
  add(scope: Scope, from: number, to: number): Promise<unknown>;
  /** The same rows without the store, as fast as possible. */
  fill: Fill;
  /** On the rows with numbers below `records`. */
  pairs(records: number): readonly Pair[];
  /** Tables to which its writes add rows, referring tables first, and the column of the time. */
  grown: readonly (readonly [table: string, time: string])[];
  /** A table whose filled rows its writes close, and what makes them as they were. */
  closed?: { table: string; set: string; where: string };
}

/** An operation, and the baseline's tools for it. */
export interface BoundPair {
  pair: Pair;
  baseline: Baseline;
}

/** Number of rows while texts are recorded. */
const RECORDED = 20;

export class StoreWorkload implements Workload {
  private records = 0;
  private drawn: BoundPair[] = [];

  private constructor(
    private readonly testbed: Testbed,
    private readonly definition: StoreDefinition,
    private readonly texts: ReadonlyMap<string, string[]>,
  ) {}

  get store(): string {
    return this.definition.store;
  }

  /**
   * Records the statements of the subject for each operation, one call at a time. The baseline
   * sends the same ones.
   */
  static async of(testbed: Testbed, definition: StoreDefinition): Promise<StoreWorkload> {
    await testbed.record((scope) => definition.add(scope, 0, RECORDED));
    const texts = new Map<string, string[]>();
    for (const { name, subject, next } of definition.pairs(RECORDED)) {
      texts.set(name, await testbed.record((scope) => subject(scope, next())));
    }
    return new StoreWorkload(testbed, definition, texts);
  }

  /** Rows that the measurement added are removed first, so that the size is exact. */
  async grow(records: number): Promise<void> {
    if (records < this.records) throw new RangeError("a workload does not shrink");
    await this.sweep();
    await this.definition.fill(this.testbed, this.records, records);
    await this.testbed.upkeep.settle();
    this.records = records;
    this.drawn = this.draw();
  }

  operations(): readonly Operation[] {
    const { scope } = this.testbed;
    return this.pairs().map(({ pair, baseline }) => {
      const { name, kind, weight, next } = pair;
      return {
        name,
        kind,
        weight,
        subject: () => pair.subject(scope, next()),
        baseline: () => pair.baseline(baseline, next()),
      };
    });
  }

  /** The operations, with their inputs visible. */
  pairs(): readonly BoundPair[] {
    if (this.records === 0) throw new Error("there is nothing to draw inputs from: grow it first");
    return this.drawn;
  }

  private draw(): BoundPair[] {
    const { baseline, engine, scope } = this.testbed;
    return this.definition.pairs(this.records).map((pair) => {
      const texts = this.texts.get(pair.name)!;
      return { pair, baseline: new Baseline(baseline, engine, [scope.tenant, scope.workspace], texts) };
    });
  }

  /** Rows by number have times in the distant past. */
  private async sweep(): Promise<void> {
    const { upkeep, engine, scope } = this.testbed;
    const since = codecs[engine].instant(timeOf(this.records));
    const { grown, closed } = this.definition;
    const [tenant, workspace, from] = [1, 2, 3].map(upkeep.parameter);
    const measured = `tenant_id = ${tenant} and workspace_id = ${workspace}`;
    const of = [scope.tenant, scope.workspace];
    for (const [table, time] of grown)
      await upkeep.run(`delete from ${upkeep.table(table)} where ${measured} and ${time} >= ${from}`, [
        ...of,
        since,
      ]);
    if (!closed) return;
    const { set, where } = closed;
    await upkeep.run(`update ${upkeep.table(closed.table)} set ${set} where ${measured} and ${where}`, of);
  }
}
