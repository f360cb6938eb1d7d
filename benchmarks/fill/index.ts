import type { Scope } from "../../src/scope";
import type { Fill } from "./fill";
import { addAgents, fillAgents } from "./stores/agents";
import { addAnalytics, fillAnalytics } from "./stores/analytics";
import { addArchive, fillArchive } from "./stores/archive";
import { addConversations, fillConversations } from "./stores/conversations";
import { addDebates, fillDebates } from "./stores/debates";
import { addDocuments, fillDocuments } from "./stores/documents";
import { addGraph, fillGraph } from "./stores/graph";
import { addIngest, fillIngest } from "./stores/ingest";
import { addMarketplace, fillMarketplace } from "./stores/marketplace";
import { addMemory, fillMemory } from "./stores/memory";
import { addProfiles, fillProfiles } from "./stores/profiles";

/** How the rows of a store are made by number. The number counts rows of the main table. */
export interface StoreFill {
  /** Through the public methods. */
  add(scope: Scope, from: number, to: number): Promise<unknown>;
  /** Without the store, as fast as possible. */
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
  documents: { add: addDocuments, fill: fillDocuments, table: "document_chunk" },
};
