import { addIngest, fillIngest } from "../../fill/stores/ingest";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { ingestPairs } from "./operations";

export const ingestWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "ingest",
    add: addIngest,
    fill: fillIngest,
    pairs: ingestPairs,
    grown: [["ingest_job", "created_at"]],
  });
