import type { ScopedDb } from "../../../db/scoped";
import { rowId } from "../row-id";
import { exactNumber } from "./numbers";
import { RejectionError } from "./rejection";
import { TypedRow } from "./typed-row";

const NO_TENANT = "names no tenant, and no tenant was given for such rows";

/** Row of a source: its typed values, its id and scope, and the ids of rows that it refers to. */
export class SourceRow extends TypedRow {
  /**
   * Id of this row, the same in every target.
   *
   * @param order see `rowId`
   */
  id(order?: number): string {
    return this.idOf(this.context.table, this.context.key, order);
  }

  /**
   * Id of a further row of the target.
   *
   * @param part names it, such as `answer`
   */
  partId(part: string, order?: number): string {
    return this.idOf(`${this.context.table} ${part}`, this.context.key, order);
  }

  /** Id of the row of another table that these columns refer to. */
  ref(table: string, ...columns: string[]): string {
    return this.idOf(table, columns);
  }

  refOrNull(table: string, column: string): string | null {
    return this.isNull(column) ? null : this.ref(table, column);
  }

  /** Scope that two columns name. Where one is absent, null or empty, the operator's applies. */
  scope(tenantColumn?: string, workspaceColumn?: string): ScopedDb {
    const { defaults, scope } = this.context;
    const tenant = (tenantColumn && this.nameOrNull(tenantColumn)) || defaults.tenant;
    const workspace = (workspaceColumn && this.nameOrNull(workspaceColumn)) || defaults.workspace;
    if (!tenant) throw new RejectionError(NO_TENANT, tenantColumn ?? null, "no_tenant");
    return scope(tenant, workspace);
  }

  /** Scope of a tenant that is read from elsewhere, in the operator's workspace. */
  scopeOf(tenant: string): ScopedDb {
    return this.context.scope(tenant, this.context.defaults.workspace);
  }

  private idOf(table: string, columns: readonly string[], order?: number): string {
    const key = columns.map((column) => {
      const value = this.raw(column);
      if (value === null) throw new RejectionError("is null, so the row has no key", column);
      if (Buffer.isBuffer(value)) throw new RejectionError("is a key of bytes", column);
      if (typeof value === "string") return this.validText(value, column);
      return typeof value === "bigint" ? exactNumber(value) : value;
    });
    return rowId({ source: this.context.source, table, key }, order);
  }
}
