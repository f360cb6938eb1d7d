import { creators } from "./ingest/creators";
import { episodes, segments } from "./ingest/episodes";
import { jobs } from "./ingest/jobs";
import { log, provenance, usage } from "./ingest/logs";
import { states, watchlist } from "./ingest/watchlist";
import type { Source } from "./source";

/** ingest.db: watches and jobs name their tenant and workspace, all else is whose the operator says. */
export const ingest: Source = {
  kind: "ingest",
  tier: "P0",
  steps: [creators, episodes, segments, log, provenance, usage, watchlist, states, jobs],
};
