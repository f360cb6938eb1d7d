import { addDocuments, fillDocuments } from "../../fill/stores/documents";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { documentPairs } from "./operations";

export const documentsWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "documents",
    add: addDocuments,
    fill: fillDocuments,
    pairs: documentPairs,
    // With their sections and chunks. Changed documents keep the number of theirs.
    grown: [["document", "created_at"]],
  });
