import { Memory } from "./0001-memory";
import { Debates } from "./0002-debates";
import { Graph } from "./0003-graph";
import { Profiles } from "./0004-profiles";
import { Ingest } from "./0005-ingest";
import { Analytics } from "./0006-analytics";
import { Marketplace } from "./0007-marketplace";
import { Archive } from "./0008-archive";
import { Conversations } from "./0009-conversations";
import { Agents } from "./0010-agents";
import { Search } from "./0011-search";
import { Ledger } from "./0012-ledger";
import { Embeddings } from "./0013-embeddings";
import { Documents } from "./0014-documents";
import { MemoryOrganised } from "./0015-memory-organised";
import { Retrieval } from "./0016-retrieval";

/** Oldest first. */
export const migrations = [
  new Memory(),
  new Debates(),
  new Graph(),
  new Profiles(),
  new Ingest(),
  new Analytics(),
  new Marketplace(),
  new Archive(),
  new Conversations(),
  new Agents(),
  new Search(),
  new Ledger(),
  new Embeddings(),
  new Documents(),
  new MemoryOrganised(),
  new Retrieval(),
] as const;
