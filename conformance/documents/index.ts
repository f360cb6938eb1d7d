import { suite } from "../suite";
import { concurrency } from "./concurrency";
import { embeddings } from "./embedding";
import { puts } from "./put";
import { reads } from "./reads";
import { refusals } from "./refusals";

export const documents = suite("documents", {
  ...puts,
  ...concurrency,
  ...embeddings,
  ...reads,
  ...refusals,
});
