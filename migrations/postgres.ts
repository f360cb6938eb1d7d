import { Memory } from "./postgres/0001-memory";
import { Debates } from "./postgres/0002-debates";
import { Graph } from "./postgres/0003-graph";
import { Profiles } from "./postgres/0004-profiles";
import { Ingest } from "./postgres/0005-ingest";
import { Analytics } from "./postgres/0006-analytics";
import { Marketplace } from "./postgres/0007-marketplace";
import { Archive } from "./postgres/0008-archive";
import { Conversations } from "./postgres/0009-conversations";
import { Agents } from "./postgres/0010-agents";
import { Search } from "./postgres/0011-search";
import { Ledger } from "./postgres/0012-ledger";
import { Embeddings } from "./postgres/0013-embeddings";
import { Documents } from "./postgres/0014-documents";
import { MemoryOrganised } from "./postgres/0015-memory-organised";
import { Retrieval } from "./postgres/0016-retrieval";

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
