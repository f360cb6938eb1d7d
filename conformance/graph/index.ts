import { suite } from "../suite";
import { edges } from "./edges";
import { lists } from "./lists";
import { nodes } from "./nodes";
import { provenance } from "./provenance";
import { refusals } from "./refusals";
import { versions } from "./versions";
import { walks } from "./walks";

export const graph = suite("graph", {
  ...nodes,
  ...edges,
  ...provenance,
  ...lists,
  ...versions,
  ...walks,
  ...refusals,
});
