import type { LogicalType } from "../../entities/columns";
import type { StopSignal } from "../core/call/stop-signal";
import type { ColumnTypes } from "./column-types";
import type { Session } from "./session";

/** Turns a property's value into what an object mapper hands to the driver, and back. */
export interface Transformer {
  // biome-ignore lint/suspicious/noExplicitAny: each takes what its column holds
  to(value: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: each takes what its driver gives
  from(value: any): any;
}

/** A column, as far as its values depend on it. */
export interface MappedColumn {
  property: string;
  type: LogicalType;
  nullable: boolean;
}

/** A connection that is lent to a library which sends statements of its own. */
export interface Loan {
  /** Runs one statement; gives what the driver answers. */
  send(text: string, values: readonly unknown[], signal?: StopSignal): Promise<unknown>;
  /** Gives the connection back. A transaction that is still open on it is undone. */
  release(): Promise<void>;
}

/** What an object mapper needs to work on the dialect's own connections. */
export interface Mapping {
  readonly columnTypes: ColumnTypes;
  /** None where the mapper and the driver do as the stores do. */
  transformer(column: MappedColumn): Transformer | undefined;
  borrow(): Promise<Loan>;
  /** The connection of a transaction, which ends without the borrower. */
  within(session: Session): Loan;
  /** The schema that our tables are in, where the engine has schemas. */
  readonly schema: string | undefined;
}
