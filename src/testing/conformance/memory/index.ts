import { suite } from "../suite";
import { items } from "./items";
import { lists } from "./lists";
import { retention } from "./retention";
import { search } from "./search";
import { words } from "./words";

export const memory = suite("memory", { ...items, ...lists, ...search, ...words, ...retention });
