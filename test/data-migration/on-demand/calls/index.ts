import type { Scope, Stores } from "../../../../src";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import type { Calls } from "./call";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { documents } from "./documents";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { privacy } from "./privacy";
import { profiles } from "./profiles";

export type Part = keyof Stores | "privacy";

/** What each store is asked, by rows that a store has to which all was moved. */
export const CALLS: { [K in Part]: (known: Scope) => Promise<Calls> } = {
  memory,
  profiles,
  ingest,
  graph,
  analytics,
  debates,
  conversations,
  privacy,
  agents,
  marketplace,
  archive,
  documents,
};
