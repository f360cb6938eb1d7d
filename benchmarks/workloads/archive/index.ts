import { addArchive, fillArchive } from "../../fill/archive";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { archivePairs } from "./operations";

export const archiveWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "archive",
    add: addArchive,
    fill: fillArchive,
    pairs: archivePairs,
    grown: [["archive_entry", "created_at"]],
  });
