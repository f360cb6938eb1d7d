import { collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { item } from "./item";
import { listItems } from "./queries";

export const ITEMS = collection({
  place: "memory",
  what: "memory item",
  table: item,
  key: "id",
  page: listItems,
});
export const change = changer(item, ITEMS);
