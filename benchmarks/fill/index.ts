import type { Scope } from "../../src/scope";
import { addAgents, fillAgents } from "./agents";
import { addAnalytics, fillAnalytics } from "./analytics";
import { addArchive, fillArchive } from "./archive";
import { addConversations, fillConversations } from "./conversations";
import { addDebates, fillDebates } from "./debates";
import type { Fill } from "./fill";
import { addGraph, fillGraph } from "./graph";
import { addIngest, fillIngest } from "./ingest";
import { addMarketplace, fillMarketplace } from "./marketplace";
import { addMemory, fillMemory } from "./memory";
import { addProfiles, fillProfiles } from "./profiles";

/** How a store's rows of these numbers come about, and the table that their number is that of. */
export interface StoreFill {
  /** Through the public methods. */
  add(scope: Scope, from: number, to: number): Promise<unknown>;
  /** Past the stores, as fast as may be. */
  fill: Fill;
  table: string;
}

/** By the store's name. */
export const fills: Readonly<Record<string, StoreFill>> = {
  memory: { add: addMemory, fill: fillMemory, table: "memory_item" },
  debates: { add: addDebates, fill: fillDebates, table: "debate" },
  graph: { add: addGraph, fill: fillGraph, table: "graph_edge" },
  profiles: { add: addProfiles, fill: fillProfiles, table: "profile" },
  ingest: { add: addIngest, fill: fillIngest, table: "ingest_job" },
  analytics: { add: addAnalytics, fill: fillAnalytics, table: "analytics_call" },
  marketplace: { add: addMarketplace, fill: fillMarketplace, table: "marketplace_release" },
  archive: { add: addArchive, fill: fillArchive, table: "archive_entry" },
  conversations: { add: addConversations, fill: fillConversations, table: "conversation_message" },
  agents: { add: addAgents, fill: fillAgents, table: "agent_state" },
};
