import { suite } from "../suite";
import { add } from "./add";
import { addMany } from "./add-many";
import { lists } from "./lists";
import { places } from "./places";
import { refusals } from "./refusals";
import { search } from "./search";
import { tags } from "./tags";

export const archive = suite("archive", {
  ...add,
  ...addMany,
  ...tags,
  ...lists,
  ...places,
  ...search,
  ...refusals,
});
