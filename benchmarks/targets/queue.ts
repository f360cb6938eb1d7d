import type { IngestJob } from "../../src/stores/ingest/types";
import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Testbed } from "../types";
import { Baseline } from "../workloads/baseline";
import { type Effort, type Outcome, perSecond, times } from "./target";

const WORKERS = 16;
const JOBS = 2_000;
const LEASE_MS = 60_000;
const LEAST = 0.9;
const MOST_ROUNDS = 7;

/** Members of a job that a worker needs. */
type Claimed = Pick<IngestJob, "id" | "attempts">;

interface Contender {
  claim(workerId: string): Promise<Claimed | undefined>;
  complete(job: Claimed, workerId: string): Promise<unknown>;
}

/** Sixteen workers empty a queue, one job at a time. Each job must go to exactly one worker. */
export async function queueTarget(testbed: Testbed, { rounds }: Effort): Promise<Outcome> {
  const { scope, upkeep, title } = testbed;
  let twice = 0;
  const turn = (contender: Contender) => async (): Promise<number> => {
    await upkeep.run(`delete from ${upkeep.table("ingest_job")}`);
    await scope.ingest.jobs.enqueueMany(
      Array.from({ length: JOBS }, (_, i) => ({
        source: "bench",
        externalId: `job ${i}`,
        priority: i % 4,
        payload: { n: i },
      })),
    );
    await upkeep.settle();
    const start = performance.now();
    const handled = (await Promise.all(numbered(WORKERS).map((worker) => drain(contender, worker)))).flat();
    const ms = performance.now() - start;
    twice += handled.length - new Set(handled).size;
    if (new Set(handled).size !== JOBS) throw new Error(`${handled.length} of ${JOBS} jobs were handled`);
    return ms;
  };
  const [subject, baseline] = (await alternate([turn(subjectOn(testbed)), turn(await baselineOn(testbed))], {
    rounds: Math.min(rounds, MOST_ROUNDS),
    warmUpRounds: 1,
  })) as [number[], number[]];
  const ratio = median(baseline.map((ms, i) => ms / subject[i]!));
  const rate = (all: number[]): string => perSecond((JOBS * 1000) / median(all));
  return {
    what: `${title}, ${WORKERS} workers: ingest.jobs.claim and complete, ${twice} jobs claimed twice`,
    asked: times(LEAST),
    measured: `${times(ratio)}, ${rate(subject)}`,
    beside: `baseline ${rate(baseline)}`,
    met: ratio >= LEAST && twice === 0,
  };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `worker-${i}`);

async function drain({ claim, complete }: Contender, workerId: string): Promise<string[]> {
  const handled: string[] = [];
  for (let job = await claim(workerId); job; job = await claim(workerId)) {
    await complete(job, workerId);
    handled.push(job.id);
  }
  return handled;
}

const subjectOn = ({ scope }: Testbed): Contender => ({
  claim: async (worker) => (await scope.ingest.jobs.claim({ workerId: worker, leaseMs: LEASE_MS }))[0],
  complete: ({ id, attempts }, worker) =>
    scope.ingest.jobs.complete({ id, workerId: worker, attempt: attempts }),
});

/** The same two statements. */
async function baselineOn({ scope, engine, baseline: driver, record }: Testbed): Promise<Contender> {
  const key = [scope.tenant, scope.workspace] as const;
  let job: IngestJob | undefined;
  await record((recording) => recording.ingest.jobs.enqueue({ source: "bench", externalId: "recorded" }));
  const claimed = await record(async (recording) => {
    [job] = await recording.ingest.jobs.claim({ workerId: "recorder" });
  });
  const completed = await record((recording) => recording.ingest.jobs.complete(job!));
  const claiming = new Baseline(driver, engine, key, claimed);
  const completing = new Baseline(driver, engine, key, completed);
  return {
    claim: async (worker) => {
      const now = new Date();
      const at = claiming.codec.instant(now);
      const until = claiming.codec.instant(new Date(now.getTime() + LEASE_MS));
      const values = [...key, at, 1, until, worker, until, at, ...key, ...key];
      return claiming.run(values, ([row]) => row && { id: row[0] as string, attempts: row[9] as number });
    },
    complete: async ({ id, attempts }, worker) => {
      const at = completing.codec.instant(new Date());
      return completing.run([at, null, ...key, id, worker, attempts], (rows) => rows.length);
    },
  };
}
