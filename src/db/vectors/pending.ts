import type { EmbeddingModelRow } from "../../../entities/embedding";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import { addMilliseconds } from "../../core/instants";
import { textHash } from "../../core/search-text";
import { ALWAYS, AnyOf, instant, integer, name, raw, type Sql, sql, TableName } from "../../dialect/sql";
import type { Call } from "../call";
import { EmbedderFailure, type EmbedEachOptions, embedEach } from "../embedding/embed-each";
import type { EmbeddingClient } from "../embedding/embedding-client";
import { indexedText } from "../search/search-rows";
import type { Searched } from "../search/searched";
import { selection } from "../table";
import type { PendingWalk } from "./pending-walk";
import { type NewVector, putVectors } from "./put-vectors";

/** How long a worker may take over a batch, in milliseconds, before another takes its texts. */
export const CLAIM_MS = 120_000;

/** A text that a worker has taken. */
export interface Claim {
  id: string;
  part: string;
  hash: string;
}

/** A text that the embedder refused. */
export interface FailedText extends Claim {
  error: UnifiedStoreError;
}

const CLAIM = selection<Claim>({ id: "uuid", part: "name", hash: "name" });
const COUNTED = selection<{ count: number }>({ count: "count" });
const NOTHING = selection<Record<string, never>>({});
/** Of claims that others were faster with. */
const MOST_ATTEMPTS = 20;

/** What a batch of pending texts came to. */
export interface EmbeddedBatch {
  /** Texts that were claimed; 0: none is pending that another worker does not have. */
  claimed: number;
  /** Vectors that were written. A text that changed meanwhile stays pending. */
  embedded: number;
  /** Those that the embedder refused: their claims stay until `release`, so that a walk ends. */
  failed: FailedText[];
  /** The embedder seems to fail for every text: none of the batch is claimed any more. */
  failure: UnifiedStoreError | null;
}

interface Embedding extends Pick<EmbedEachOptions, "inDoubt"> {
  searched: Searched;
  model: EmbeddingModelRow;
  client: EmbeddingClient;
}

/**
 * Embeds one batch of a table's texts that have no vector of the model. Workers claim texts by rows
 * without a vector. A worker that was killed leaves its claims until their time is up.
 *
 * @param walk where the claims of this worker have come to
 */
export async function embedBatch(
  call: Call,
  { searched, model, client, inDoubt }: Embedding,
  limit: number,
  walk: PendingWalk,
): Promise<EmbeddedBatch> {
  const claims = await claim(call, walk, { table: searched.table, model, limit });
  if (claims.length === 0) return { claimed: 0, embedded: 0, failed: [], failure: null };
  try {
    const texts = await textsOf(call, searched, claims);
    const results = await embedEach(
      client,
      texts.map(({ text }) => text),
      { signal: call.signal, inDoubt },
    );
    if (results instanceof EmbedderFailure) {
      await release(call, searched.table, model, claims);
      return { claimed: claims.length, embedded: 0, failed: [], failure: results.error };
    }
    const vectors: NewVector[] = [];
    const failed: FailedText[] = [];
    texts.forEach(({ id, part, hash }, i) => {
      const result = results[i]!;
      if (result instanceof UnifiedStoreError) failed.push({ id, part, hash, error: result });
      else vectors.push({ id, part, hash, vector: result });
    });
    const embedded = await put(call, searched.table, model, vectors);
    return { claimed: claims.length, embedded, failed, failure: null };
  } catch (error) {
    await release(call.withoutLimits(), searched.table, model, claims).catch(() => undefined);
    throw error;
  }
}

/** Again where a row was removed in between: then its text is left out. */
async function put(
  call: Call,
  table: string,
  model: EmbeddingModelRow,
  vectors: readonly NewVector[],
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await putVectors(call, table, model, vectors);
    } catch (error) {
      if (!hasCode(error, "in_use") || call.inTransaction || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Texts of a table without a vector of the model, those that a worker has claimed included. */
export async function countPending(call: Call, table: string, model: string): Promise<number> {
  const statement = sql`
    select count(*) from ${new TableName(`${table}_search`)} as e
    where ${call.inScope("e")} and e.search_text <> '' and not exists (
      select 1 from ${new TableName(`${table}_vector`)} as x
      where ${call.inScope("x")} and x.item_id = e.item_id and x.part = e.part and x.model = ${name(model)}
      and x.text_hash = e.text_hash and x.vector is not null)`;
  return (await call.first(statement, COUNTED))!.count;
}

/** Vectors of a table that a search with the model finds. */
export async function countVectors(call: Call, table: string, model: string): Promise<number> {
  const statement = sql`
    select count(*) from ${new TableName(`${table}_sketch`)} as s
    where ${call.inScope("s")} and s.model = ${name(model)}`;
  return (await call.first(statement, COUNTED))!.count;
}

interface Claiming {
  table: string;
  model: EmbeddingModelRow;
  limit: number;
}

/** None where all texts from here on, and before, have vectors or are claimed. */
async function claim(call: Call, walk: PendingWalk, claiming: Claiming): Promise<Claim[]> {
  for (let attempt = 1; !walk.isOver; ) {
    const range = await walk.range(call, claiming.table);
    const claims = await call.all(claimIn(call, claiming, range), CLAIM);
    if (claims.length > 0) {
      walk.claimed(claims.map(({ id }) => id));
      return claims;
    }
    // Another worker may have claimed the same texts in between: those behind them are still there.
    const isAnyLeft =
      attempt < MOST_ATTEMPTS && (await call.first(anyIn(call, claiming, range), CLAIM)) !== null;
    if (isAnyLeft) attempt++;
    else walk.passed();
    // Texts that were written behind the walk, or changed while they were embedded.
    if (walk.isOver && (await call.first(anyIn(call, claiming, ALWAYS), CLAIM)) !== null) walk.again();
  }
  return [];
}

/** The vector `x` of an entry `e` by its whole key, for the reason that `foundRow` gives. */
const OF_TENANT = raw("x.tenant_id = case when e.item_id is not null then");
const OF_WORKSPACE = raw("end and x.workspace_id = case when e.item_id is not null then");
const OF_ENTRY = raw("end and x.item_id = e.item_id and x.part = e.part and (e.item_id is null or");

/** Conditions on a search entry `e` that is pending and that no worker has claimed. */
function pendingIn(call: Call, { table, model }: Claiming, range: Sql): Sql {
  return sql`
    ${call.inScope("e")} and ${range} and e.search_text <> '' and not exists (
      select 1 from ${new TableName(`${table}_vector`)} as x
      where ${OF_TENANT} ${name(call.tenant)} ${OF_WORKSPACE} ${name(call.workspace)} ${OF_ENTRY} ${call.inScope("x")})
      and x.model = ${name(model.name)} and x.text_hash = e.text_hash
      and (x.vector is not null or x.claimed_until > ${instant(call.now())}))`;
}

const anyIn = (call: Call, claiming: Claiming, range: Sql): Sql => sql`
  select e.item_id, e.part, e.text_hash from ${new TableName(`${claiming.table}_search`)} as e
  where ${pendingIn(call, claiming, range)} limit 1`;

function claimIn(call: Call, claiming: Claiming, range: Sql): Sql {
  const { table, model, limit } = claiming;
  const now = call.now();
  return sql`
    insert into ${new TableName(`${table}_vector`)} as c (tenant_id, workspace_id, model, item_id, part, text_hash, vector, claimed_until)
    select e.tenant_id, e.workspace_id, ${name(model.name)}, e.item_id, e.part, e.text_hash, null, ${instant(addMilliseconds(now, CLAIM_MS))}
    from ${new TableName(`${table}_search`)} as e
    where ${pendingIn(call, claiming, range)}
    order by e.item_id, e.part limit ${integer(limit)}
    on conflict (tenant_id, workspace_id, item_id, part, model)
    do update set text_hash = excluded.text_hash, vector = null, claimed_until = excluded.claimed_until
    where c.text_hash <> excluded.text_hash or (c.vector is null and c.claimed_until <= ${instant(now)})
    returning item_id, part, text_hash`;
}

/** The texts that were claimed, as they are now; those that have changed since are left out. */
async function textsOf(
  call: Call,
  searched: Searched,
  claims: readonly Claim[],
): Promise<(Claim & { text: string })[]> {
  const ids = [...new Set(claims.map(({ id }) => id))];
  const statement = sql`
    select ${searched.columns.as("t")} from ${new TableName(searched.table)} as t
    where ${call.inScope("t")} and t.id ${new AnyOf("uuid", ids)}`;
  const rows = await call.all(statement, searched.columns);
  const texts = new Map(
    rows
      .flatMap((row) => searched.texts(row))
      .map((entry) => [`${entry.id} ${entry.part}`, indexedText(entry, call.context.contentRules)]),
  );
  return claims.flatMap((each) => {
    const text = texts.get(`${each.id} ${each.part}`);
    return text !== undefined && textHash(text) === each.hash ? [{ ...each, text }] : [];
  });
}

/** Gives texts back that were not embedded, so that the next worker need not wait. */
export async function release(
  call: Call,
  table: string,
  model: EmbeddingModelRow,
  claims: readonly Claim[],
): Promise<void> {
  if (claims.length === 0) return;
  const ids = [...new Set(claims.map(({ id }) => id))];
  const statement = sql`
    delete from ${new TableName(`${table}_vector`)}
    where ${call.inScope()} and model = ${name(model.name)} and item_id ${new AnyOf("uuid", ids)} and vector is null`;
  await call.all(statement, NOTHING);
}
