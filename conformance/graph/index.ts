import { suite } from "../suite";
import { edges } from "./edges";
import { history } from "./history";
import { lists } from "./lists";
import { merges } from "./merges";
import { nodes } from "./nodes";
import { periods } from "./periods";
import { provenance } from "./provenance";
import { refusals } from "./refusals";
import { search } from "./search";
import { versions } from "./versions";
import { walks } from "./walks";

export const graph = suite("graph", {
  ...nodes,
  ...edges,
  ...periods,
  ...history,
  ...merges,
  ...search,
  ...provenance,
  ...lists,
  ...versions,
  ...walks,
  ...refusals,
});
