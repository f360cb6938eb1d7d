import { suite } from "../suite";
import { accesses } from "./accesses";
import { any } from "./any";
import { associations } from "./associations";
import { changes } from "./changes";
import { clusters } from "./clusters";
import { consolidation } from "./consolidation";
import { decay } from "./decay";
import { items } from "./items";
import { lists } from "./lists";
import { policies } from "./policies";
import { retention } from "./retention";
import { search } from "./search";
import { words } from "./words";

export const memory = suite("memory", {
  ...items,
  ...changes,
  ...lists,
  ...search,
  ...any,
  ...words,
  ...policies,
  ...retention,
  ...clusters,
  ...associations,
  ...accesses,
  ...decay,
  ...consolidation,
});
