import type { LogicalType } from "../../entities/columns";

/** TypeORM's column type and its options for each logical type in one database. */
export type ColumnTypes = Record<LogicalType, { type: string; precision?: number; collation?: string }>;
