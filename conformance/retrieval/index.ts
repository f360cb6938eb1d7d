import { suite } from "../suite";
import { models } from "./models";
import { pending } from "./pending";
import { ranking } from "./ranking";
import { refusals } from "./refusals";
import { search } from "./search";
import { vectors } from "./vectors";

export const retrieval = suite("retrieval", {
  ...search,
  ...ranking,
  ...vectors,
  ...pending,
  ...models,
  ...refusals,
});
