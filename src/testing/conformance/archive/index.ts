import { suite } from "../suite";
import { lists } from "./lists";
import { places } from "./places";
import { record } from "./record";
import { recordMany } from "./record-many";
import { refusals } from "./refusals";
import { search } from "./search";
import { tags } from "./tags";

export const archive = suite("archive", {
  ...record,
  ...recordMany,
  ...tags,
  ...lists,
  ...places,
  ...search,
  ...refusals,
});
