import type { IngestJob, IngestLog, Scope } from "../../src";
import { createTestStores } from "../../src/testing";

interface Talk {
  url: string;
  tags?: string[];
}

/**
 * Code that must not compile: `npm run typecheck` fails if one of these lines compiles. The code is
 * not run.
 */
async function misuse({ ingest }: Scope): Promise<void> {
  // @ts-expect-error the verbs of the queue are members of jobs
  await ingest.claim({ workerId: "w" });
  // @ts-expect-error a Date is not JSON
  await ingest.jobs.enqueue({ source: "s", externalId: "e", payload: new Date() });
  // @ts-expect-error the payload has the type of the type parameter
  await ingest.jobs.enqueue<Talk>({ source: "s", externalId: "e", payload: { url: 1 } });
  // @ts-expect-error a job has no version: its attempt is the fencing token
  await ingest.jobs.remove("id", { ifVersion: 1 });
  // @ts-expect-error a key is an object
  await ingest.creators.getBySlug("ada");
  // @ts-expect-error the episode is missing
  ingest.segments.list();
  // @ts-expect-error the episode is missing
  ingest.episodes.logs.list({ limit: 1 });
  // @ts-expect-error the store sets the version
  await ingest.creators.upsert({ slug: "ada", version: 3 });
}
void misuse;

/** Code that must compile: an interface is accepted and returned. */
async function use({ ingest }: Scope): Promise<[string, number]> {
  const talk: Talk = { url: "u" };
  const { job } = await ingest.jobs.enqueue({ source: "s", externalId: "e", payload: talk });
  const made: Talk = job.payload;
  const [claimed] = await ingest.jobs.claim<Talk>({ workerId: "w" });
  const held: IngestJob<Talk> = await ingest.jobs.getOrThrow<Talk>(claimed!.id);
  for await (const { payload } of ingest.jobs.list<Talk>({ status: "running" })) payload.url.length;
  await ingest.jobs.complete(held, { result: talk });
  const { id } = await ingest.episodes.upsert({ platform: "p", externalId: "e", creatorId: undefined });
  const log: IngestLog<{ count: number }> = await ingest.episodes.logs.add({
    episodeId: id,
    details: { count: 1 },
  });
  return [made.url + claimed!.payload.url, log.details.count];
}

test("payloads and details have types", async () => {
  const stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual(["uu", 1]);
  await stores.close();
});
