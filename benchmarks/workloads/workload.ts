import type { Scope } from "../../src/scope";
import type { Fill } from "../fill/fill";
import { timeOf } from "../fill/rows";
import type { Operation, Subject, Workload } from "../types";
import { codecs, Hand } from "./hand";
import type { Pair } from "./pair";

/** What is particular to one store. */
export interface StoreDefinition {
  store: string;
  /** Writes the rows of these numbers through the public methods. */
  add(scope: Scope, from: number, to: number): Promise<unknown>;
  /** The same rows past the stores, as fast as may be. */
  fill: Fill;
  /** On the rows below `records`. */
  pairs(records: number): readonly Pair[];
  /**
   * Tables that its writes add rows to, those that refer to others first, and the column that tells
   * when.
   */
  grown: readonly (readonly [table: string, time: string])[];
}

/** An operation, and what hand does it with. */
export interface BoundPair {
  pair: Pair;
  hand: Hand;
}

/** Rows that there are while texts are recorded. */
const RECORDED = 20;

export class StoreWorkload implements Workload {
  private records = 0;
  private drawn: BoundPair[] = [];

  private constructor(
    private readonly subject: Subject,
    private readonly definition: StoreDefinition,
    private readonly texts: ReadonlyMap<string, string[]>,
  ) {}

  get store(): string {
    return this.definition.store;
  }

  /** Records what ours sends for each operation, one call at a time: hand sends the same. */
  static async of(subject: Subject, definition: StoreDefinition): Promise<StoreWorkload> {
    await subject.record((scope) => definition.add(scope, 0, RECORDED));
    const texts = new Map<string, string[]>();
    for (const { name, ours, next } of definition.pairs(RECORDED)) {
      texts.set(name, await subject.record((scope) => ours(scope, next())));
    }
    return new StoreWorkload(subject, definition, texts);
  }

  /** What measuring added goes first: a size is to be what it says. */
  async grow(records: number): Promise<void> {
    if (records < this.records) throw new RangeError("a workload does not shrink");
    await this.sweep();
    await this.definition.fill(this.subject, this.records, records);
    await this.subject.upkeep.settle();
    this.records = records;
    this.drawn = this.draw();
  }

  operations(): readonly Operation[] {
    const { scope } = this.subject;
    return this.pairs().map(({ pair, hand }) => {
      const { name, kind, weight, next } = pair;
      return {
        name,
        kind,
        weight,
        ours: () => pair.ours(scope, next()),
        hand: () => pair.hand(hand, next()),
      };
    });
  }

  /** The operations with their inputs to be seen. */
  pairs(): readonly BoundPair[] {
    if (this.records === 0) throw new Error("there is nothing to draw inputs from: grow it first");
    return this.drawn;
  }

  private draw(): BoundPair[] {
    const { hand, engine, scope } = this.subject;
    return this.definition.pairs(this.records).map((pair) => {
      const texts = this.texts.get(pair.name)!;
      return { pair, hand: new Hand(hand, engine, [scope.tenant, scope.workspace], texts) };
    });
  }

  /** Rows by number are from times long gone. */
  private async sweep(): Promise<void> {
    const { upkeep, engine, scope } = this.subject;
    const since = codecs[engine].instant(timeOf(this.records));
    for (const [table, time] of this.definition.grown) {
      const [tenant, workspace, from] = [1, 2, 3].map(upkeep.parameter);
      await upkeep.run(
        `delete from ${upkeep.table(table)} where tenant_id = ${tenant} and workspace_id = ${workspace} and ${time} >= ${from}`,
        [scope.tenant, scope.workspace, since],
      );
    }
  }
}
