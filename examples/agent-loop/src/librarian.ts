import type { IngestJob, Scope } from "unified-store";
import type { Talk } from "./feed";
import type { Fact, Model } from "./model";

/** The topic on which `learn` publishes its events. */
export const LEARNED = "learned";

/** Enqueues talks to learn. Idempotent: a second call for the same talk changes nothing. */
export async function handOver(scope: Scope, talks: readonly Talk[]): Promise<number> {
  const enqueued = await scope.ingest.jobs.enqueueMany<Talk>(
    talks.map((talk) => ({ source: talk.source, externalId: talk.externalId, payload: talk })),
  );
  return enqueued.filter(({ created }) => created).length;
}

/**
 * Learns until the queue is empty. Any number of these workers may run at the same time, in any
 * number of processes.
 */
export async function learnAll(scope: Scope, model: Model, workerId: string): Promise<string[]> {
  const learned: string[] = [];
  for (;;) {
    const [job] = await scope.ingest.jobs.claim<Talk>({ workerId, limit: 1, leaseMs: 30_000 });
    if (!job) return learned;
    try {
      await learn(scope, model, { job, workerId });
      learned.push(job.externalId);
    } catch (error) {
      // Another worker tries again later. After the maximum of attempts the job is dead.
      await scope.ingest.jobs.fail(job, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

/**
 * The talk, its facts and the end of the job are written in one transaction. If this process dies
 * on the way, nothing is written.
 */
async function learn(
  scope: Scope,
  model: Model,
  { job, workerId }: { job: IngestJob<Talk>; workerId: string },
): Promise<void> {
  const talk = job.payload;
  await scope.transaction(async (tx) => {
    const episode = await tx.ingest.episodes.upsert({
      platform: talk.source,
      externalId: talk.externalId,
      title: talk.title,
    });
    const segments = await tx.ingest.segments.addMany(
      talk.segments.map((segment) => ({ episodeId: episode.id, ...segment })),
    );
    let facts = 0;
    for (const segment of segments) {
      for (const fact of model.extract(segment.text)) {
        const edge = await putFact(tx, fact);
        await tx.graph.provenance.add({ edgeId: edge, episode: talk.title, span: segment.text });
        facts++;
      }
    }
    await tx.memory.addMany(
      segments.map(({ id, text, startSeconds }) => ({
        type: "heard",
        content: { text, talk: talk.title, second: startSeconds, segment: id },
      })),
    );
    await tx.agents.events.append(LEARNED, {
      type: "talk",
      payload: { title: talk.title, facts },
      agentName: workerId,
    });
    await tx.ingest.jobs.complete(job, { result: { facts } });
  });
}

async function putFact(scope: Scope, { subject, relation, object }: Fact): Promise<string> {
  const [from, to] = await scope.graph.nodes.upsertMany(
    [subject, object].map((name) => ({ type: "thing", name })),
  );
  const edge = await scope.graph.edges.upsert({ from: from!.id, to: to!.id, type: relation });
  return edge.id;
}
