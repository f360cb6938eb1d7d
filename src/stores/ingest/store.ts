import type { ScopeContext } from "../../db/scoped";
import type { SchemasOf } from "../../schemas/types";
import { IngestCreators } from "./creators";
import { IngestEpisodes } from "./episodes";
import { IngestProvenances } from "./provenance";
import { IngestJobs } from "./queue/jobs";
import { IngestSegments } from "./segments";
import { IngestUsageLog } from "./usage";
import { IngestWatchlist } from "./watchlist/watchlist";

/**
 * Ingestion of external content: its creators, episodes, transcript segments and terms of use, and
 * the queue of the next jobs. Reached as `scope.ingest`.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class IngestStore<S = any> {
  /** The queue of the items to ingest next. */
  readonly jobs: IngestJobs<SchemasOf<S, "jobs">>;
  readonly creators: IngestCreators;
  /** The items that creators published; `episodes.logs` are their processing logs. */
  readonly episodes: IngestEpisodes;
  /** Transcript segments of episodes. */
  readonly segments: IngestSegments;
  readonly provenance: IngestProvenances;
  /** Usage log: how content was used. */
  readonly usage: IngestUsageLog;
  /** Sources that are polled for new content. */
  readonly watchlist: IngestWatchlist;

  /** @internal */
  constructor(context: ScopeContext) {
    this.jobs = new IngestJobs(context);
    this.creators = new IngestCreators(context);
    this.episodes = new IngestEpisodes(context);
    this.segments = new IngestSegments(context);
    this.provenance = new IngestProvenances(context);
    this.usage = new IngestUsageLog(context);
    this.watchlist = new IngestWatchlist(context);
  }
}
