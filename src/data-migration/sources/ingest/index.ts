import type { Source } from "../../read/step";
import { creators } from "./creators";
import { episodes, segments } from "./episodes";
import { jobs } from "./jobs";
import { log, provenance, usage } from "./logs";
import { states, watchlist } from "./watchlist";

/**
 * Source `ingest.db`. Watches and jobs name their tenant and workspace. Other rows go to the
 * operator's.
 */
export const ingest: Source = {
  kind: "ingest",
  tier: "P0",
  steps: [creators, episodes, segments, log, provenance, usage, watchlist, states, jobs],
};
