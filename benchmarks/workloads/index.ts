import type { Subject } from "../types";
import { archiveWorkload } from "./archive";
import { analyticsWorkload } from "./analytics";
import { debatesWorkload } from "./debates";
import { graphWorkload } from "./graph";
import { marketplaceWorkload } from "./marketplace";
import { memoryWorkload } from "./memory";
import { profilesWorkload } from "./profiles";
import type { StoreWorkload } from "./workload";

/** By the store's name. */
export const workloads: Readonly<Record<string, (subject: Subject) => Promise<StoreWorkload>>> = {
  memory: memoryWorkload,
  debates: debatesWorkload,
  graph: graphWorkload,
  profiles: profilesWorkload,
  archive: archiveWorkload,
  analytics: analyticsWorkload,
  marketplace: marketplaceWorkload,
};
