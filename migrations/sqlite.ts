import { Memory } from "./sqlite/0001-memory";
import { Debates } from "./sqlite/0002-debates";
import { Graph } from "./sqlite/0003-graph";
import { Profiles } from "./sqlite/0004-profiles";
import { Ingest } from "./sqlite/0005-ingest";
import { Analytics } from "./sqlite/0006-analytics";
import { Marketplace } from "./sqlite/0007-marketplace";
import { Archive } from "./sqlite/0008-archive";
import { Conversations } from "./sqlite/0009-conversations";
import { Agents } from "./sqlite/0010-agents";
import { Search } from "./sqlite/0011-search";
import { Ledger } from "./sqlite/0012-ledger";
import { Embeddings } from "./sqlite/0013-embeddings";
import { Documents } from "./sqlite/0014-documents";
import { MemoryOrganised } from "./sqlite/0015-memory-organised";
import { Retrieval } from "./sqlite/0016-retrieval";

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
