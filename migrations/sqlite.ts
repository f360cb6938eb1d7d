import { Search } from "./sqlite/database/0011-search";
import { Ledger } from "./sqlite/database/0012-ledger";
import { Embeddings } from "./sqlite/database/0013-embeddings";
import { Retrieval } from "./sqlite/database/0016-retrieval";
import { Retention } from "./sqlite/database/0017-retention";
import { Memory } from "./sqlite/stores/0001-memory";
import { Debates } from "./sqlite/stores/0002-debates";
import { Graph } from "./sqlite/stores/0003-graph";
import { Profiles } from "./sqlite/stores/0004-profiles";
import { Ingest } from "./sqlite/stores/0005-ingest";
import { Analytics } from "./sqlite/stores/0006-analytics";
import { Marketplace } from "./sqlite/stores/0007-marketplace";
import { Archive } from "./sqlite/stores/0008-archive";
import { Conversations } from "./sqlite/stores/0009-conversations";
import { Agents } from "./sqlite/stores/0010-agents";
import { Documents } from "./sqlite/stores/0014-documents";
import { MemoryOrganised } from "./sqlite/stores/0015-memory-organised";

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
  new Retention(),
] as const;
