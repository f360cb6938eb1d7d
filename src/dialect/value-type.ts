import type { LogicalType } from "../../entities/columns";

/** What a statement takes and gives: a column's type, or bits, which no definition has. */
export type ValueType = LogicalType | "bits";
