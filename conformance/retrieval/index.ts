import { suite } from "../suite";
import { cache } from "./cache";
import { configs } from "./configs";
import { evaluation } from "./evaluation";
import { log } from "./log";
import { models } from "./models";
import { pending } from "./pending";
import { ranking } from "./ranking";
import { refusals } from "./refusals";
import { search } from "./search";
import { skipped } from "./skipped";
import { vectors } from "./vectors";

export const retrieval = suite("retrieval", {
  ...search,
  ...ranking,
  ...skipped,
  ...vectors,
  ...pending,
  ...models,
  ...refusals,
  ...configs,
  ...log,
  ...cache,
  ...evaluation,
});
