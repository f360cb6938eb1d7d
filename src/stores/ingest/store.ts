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
 * What is brought in from elsewhere: who made it, what was said in it, on what terms it is used,
 * and the queue of what is to be brought in next. Reached as `scope.ingest`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class IngestStore<S = any> {
  /** The queue of what is to be brought in next. */
  readonly jobs: IngestJobs<SchemasOf<S, "jobs">>;
  readonly creators: IngestCreators;
  /** What creators published; `episodes.logs` is what became of each. */
  readonly episodes: IngestEpisodes;
  /** What is said in episodes. */
  readonly segments: IngestSegments;
  readonly provenance: IngestProvenances;
  /** What was done with content. */
  readonly usage: IngestUsageLog;
  /** Sources that are asked for news again and again. */
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
