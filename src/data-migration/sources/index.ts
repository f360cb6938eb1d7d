import type { Source } from "../read/step";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { profiles } from "./profiles";

/** Sources: all kinds of files that can be moved, by tier. */
export const SOURCES: readonly Source[] = [
  ...[memory, profiles, ingest],
  ...[graph, analytics, debates, conversations, agents],
  ...[marketplace, archive],
];
