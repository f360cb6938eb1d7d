import type { LogicalType } from "../../entities/columns";
import type { StopSignal } from "../core/call/stop-signal";
import type { ColumnTypes } from "./column-types";
import type { Session } from "./session";

/** Converts a property's value to a driver's value for an object mapper (TypeORM), and back. */
export interface Transformer {
  // biome-ignore lint/suspicious/noExplicitAny: each takes what its column holds
  to(value: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: each takes what its driver gives
  from(value: any): any;
}

/** The facts of a column that its values depend on. */
export interface MappedColumn {
  property: string;
  type: LogicalType;
  nullable: boolean;
}

/** A connection lent to a library that sends its own statements. */
export interface Loan {
  /** Runs one statement and returns the driver's result. */
  send(text: string, values: readonly unknown[], signal?: StopSignal): Promise<unknown>;
  /** Returns the connection. A transaction that is still open on it is rolled back. */
  release(): Promise<void>;
}

/** The services that an object mapper needs on the dialect's connections. */
export interface Mapping {
  readonly columnTypes: ColumnTypes;
  /** Undefined where the mapper and the driver already do the same as the stores. */
  transformer(column: MappedColumn): Transformer | undefined;
  borrow(): Promise<Loan>;
  /** The connection of a transaction, which the borrower does not end. */
  within(session: Session): Loan;
  /** The schema that our tables are in, where the engine has schemas. */
  readonly schema: string | undefined;
}
