import { Search } from "./postgres/database/0011-search";
import { Ledger } from "./postgres/database/0012-ledger";
import { Embeddings } from "./postgres/database/0013-embeddings";
import { Retrieval } from "./postgres/database/0016-retrieval";
import { Retention } from "./postgres/database/0017-retention";
import { Memory } from "./postgres/stores/0001-memory";
import { Debates } from "./postgres/stores/0002-debates";
import { Graph } from "./postgres/stores/0003-graph";
import { Profiles } from "./postgres/stores/0004-profiles";
import { Ingest } from "./postgres/stores/0005-ingest";
import { Analytics } from "./postgres/stores/0006-analytics";
import { Marketplace } from "./postgres/stores/0007-marketplace";
import { Archive } from "./postgres/stores/0008-archive";
import { Conversations } from "./postgres/stores/0009-conversations";
import { Agents } from "./postgres/stores/0010-agents";
import { Documents } from "./postgres/stores/0014-documents";
import { MemoryOrganised } from "./postgres/stores/0015-memory-organised";

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
