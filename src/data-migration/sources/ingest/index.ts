import type { Source } from "../../read/step";
import { creators } from "./creators";
import { episodes, segments } from "./episodes";
import { jobs } from "./jobs";
import { log, provenance, usage } from "./logs";
import { states, watchlist } from "./watchlist";

/** ingest.db: watches and jobs name their tenant and workspace, all else is whose the operator says. */
export const ingest: Source = {
  kind: "ingest",
  tier: "P0",
  steps: [creators, episodes, segments, log, provenance, usage, watchlist, states, jobs],
};
