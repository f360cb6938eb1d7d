import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import { conversations } from "./conversations";
import { deadlines } from "./deadlines";
import { debates } from "./debates";
import { documents } from "./documents";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { profiles } from "./profiles";
import { retention } from "./retention";
import { retrieval } from "./retrieval";
import type { ConformanceSuite } from "./suite";
import { transactions } from "./transactions";

/** The conformance cases of every store. */
export const conformanceSuites: readonly ConformanceSuite[] = [
  memory,
  debates,
  graph,
  profiles,
  ingest,
  analytics,
  marketplace,
  archive,
  conversations,
  agents,
  documents,
  retention,
  retrieval,
  transactions,
  deadlines,
];
