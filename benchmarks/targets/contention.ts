import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Testbed } from "../types";
import { Baseline } from "../workloads/baseline";
import { type Effort, type Outcome, perSecond, times } from "./target";

const UPDATES = 50;
const LEAST = 1;
const KEY = "contended";

/**
 * Fifty parallel updates of one key, none of which may be lost. The baseline uses the same two
 * statements, and repeats them on a version conflict.
 */
export async function contentionTarget(testbed: Testbed, { rounds }: Effort): Promise<Outcome> {
  const { scope, title, upkeep } = testbed;
  const { state } = scope.agents;
  const updatesOfBaseline = await baselineOn(testbed);
  const turn =
    (update: () => Promise<unknown>, count: () => Promise<number>) => async (): Promise<number> => {
      await state.put({ key: KEY, value: 0 });
      await upkeep.settle();
      const start = performance.now();
      await Promise.all(Array.from({ length: UPDATES }, update));
      const ms = performance.now() - start;
      const counted = await count();
      if (counted !== UPDATES) throw new Error(`${counted} of ${UPDATES} updates counted`);
      return ms;
    };
  const subject = (): Promise<unknown> => state.modify(KEY, (value) => (value as number) + 1);
  const counted = async (): Promise<number> => (await state.getOrThrow(KEY)).value as number;
  const [subjectMs, baselineMs] = (await alternate(
    [turn(subject, counted), turn(updatesOfBaseline.update, updatesOfBaseline.count)],
    {
      rounds,
      warmUpRounds: 1,
    },
  )) as [number[], number[]];
  const ratio = median(baselineMs.map((ms, i) => ms / subjectMs[i]!));
  const rate = (all: number[]): string => perSecond((UPDATES * 1000) / median(all));
  return {
    what: `${title}: ${UPDATES} parallel agents.state.modify of one key, none lost`,
    asked: times(LEAST),
    measured: `${times(ratio)}, ${rate(subjectMs)}`,
    beside: `baseline ${rate(baselineMs)}`,
    met: ratio >= LEAST,
  };
}

async function baselineOn({ scope, engine, baseline: driver, record }: Testbed): Promise<{
  update(): Promise<void>;
  count(): Promise<number>;
}> {
  const key = [scope.tenant, scope.workspace] as const;
  await record((recording) => recording.agents.state.put({ key: KEY, value: 0 }));
  const [get, put] = await record((recording) => recording.agents.state.modify(KEY, () => 1));
  const getting = new Baseline(driver, engine, key, [get!]);
  const putting = new Baseline(driver, engine, key, [put!]);
  const read = async (): Promise<{ value: number; version: number }> =>
    getting.run([...key, KEY], ([row]) => ({
      value: JSON.parse(row![1] as string) as number,
      version: row![2] as number,
    }));
  const update = async (): Promise<void> => {
    for (;;) {
      const { value, version } = await read();
      const at = putting.codec.instant(new Date());
      const written = await putting.run(
        [JSON.stringify(value + 1), at, ...key, KEY, version],
        (rows) => rows,
      );
      if (written.length > 0) return;
    }
  };
  return { update, count: async () => (await read()).value };
}
