import { addIngest, fillIngest } from "../../fill/ingest";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { ingestPairs } from "./operations";

export const ingestWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "ingest",
    add: addIngest,
    fill: fillIngest,
    pairs: ingestPairs,
    grown: [["ingest_job", "created_at"]],
  });
