import { addArchive, fillArchive } from "../../fill/stores/archive";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { archivePairs } from "./operations";

export const archiveWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "archive",
    add: addArchive,
    fill: fillArchive,
    pairs: archivePairs,
    grown: [["archive_entry", "created_at"]],
  });
