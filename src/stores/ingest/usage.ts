import { type IngestUsageEntity, ingestUsageTable } from "../../../entities/ingest";
import { collection } from "../../db/collection";
import { recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, type Sql, sql } from "../../dialect/sql";
import { UsageListInput } from "./list-inputs";
import { IngestRecords } from "./records";
import { timeList } from "./time-list";
import type { IngestUsage, IngestUsageInput, IngestUsageListQuery } from "./types";

const table = new Table<IngestUsageEntity, IngestUsage>(ingestUsageTable);

/** Makes rows of entries from validated inputs. */
export const usageMaker = rowMaker<typeof ingestUsageTable, IngestUsage, IngestUsageInput>(ingestUsageTable);

const USAGE = collection({
  name: "ingest.usage",
  what: "usage entry",
  table,
  key: "id",
  page: timeList(table, {
    Input: UsageListInput,
    where: ({ callId, channelId }) => {
      const given: Sql[] = [];
      if (callId !== undefined) given.push(sql`t.call_id = ${name(callId)}`);
      if (channelId !== undefined) given.push(sql`t.channel_id = ${name(channelId)}`);
      return given;
    },
  }),
});

const WRITES = recordWrites(table, usageMaker, {
  list: "entries",
});

/** Usage log: how content was used, and why that was allowed. Reached as `scope.ingest.usage`. */
export class IngestUsageLog extends IngestRecords<IngestUsageInput, IngestUsage, IngestUsageListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, USAGE, WRITES, "usage entry");
  }
}
