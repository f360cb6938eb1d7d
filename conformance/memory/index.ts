import { suite } from "../suite";
import { any } from "./any";
import { changes } from "./changes";
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
});
