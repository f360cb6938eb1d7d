import type { Testbed } from "../types";
import { agentsWorkload } from "./agents";
import { analyticsWorkload } from "./analytics";
import { archiveWorkload } from "./archive";
import { conversationsWorkload } from "./conversations";
import { debatesWorkload } from "./debates";
import { documentsWorkload } from "./documents";
import { graphWorkload } from "./graph";
import { ingestWorkload } from "./ingest";
import { marketplaceWorkload } from "./marketplace";
import { memoryWorkload } from "./memory";
import { profilesWorkload } from "./profiles";
import type { StoreWorkload } from "./workload";

/** By the store's name. */
export const workloads: Readonly<Record<string, (testbed: Testbed) => Promise<StoreWorkload>>> = {
  memory: memoryWorkload,
  debates: debatesWorkload,
  graph: graphWorkload,
  profiles: profilesWorkload,
  ingest: ingestWorkload,
  analytics: analyticsWorkload,
  marketplace: marketplaceWorkload,
  archive: archiveWorkload,
  conversations: conversationsWorkload,
  agents: agentsWorkload,
  documents: documentsWorkload,
};
