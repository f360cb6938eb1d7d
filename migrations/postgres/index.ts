import { Memory } from "./0001-memory";
import { Debates } from "./0002-debates";
import { Graph } from "./0003-graph";
import { Profiles } from "./0004-profiles";
import { MemoryMarked } from "./0005-memory-marked";
import { Ingest } from "./0006-ingest";
import { Analytics } from "./0007-analytics";
import { Marketplace } from "./0008-marketplace";
import { Archive } from "./0009-archive";
import { Conversations } from "./0010-conversations";
import { Agents } from "./0011-agents";
import { Ledger } from "./0012-migration";
import { Search } from "./0013-search";

/** Oldest first. */
export const migrations = [
  new Memory(),
  new Debates(),
  new Graph(),
  new Profiles(),
  new MemoryMarked(),
  new Ingest(),
  new Analytics(),
  new Marketplace(),
  new Archive(),
  new Conversations(),
  new Agents(),
  new Ledger(),
  new Search(),
] as const;
