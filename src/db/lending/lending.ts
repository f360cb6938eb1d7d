import type { ErrorContext } from "../../core/errors";
import { UnifiedStoreError } from "../../core/errors";
import type { Loan } from "../../dialect/mapping";
import type { Database } from "../database";
import { failure } from "../failure";
import type { Transaction } from "../transaction";

/**
 * A connection for another library's statements: the connection of the calling task's transaction,
 * or one from the pool. `close` waits until it is released.
 *
 * @throws UnifiedStoreError `closed`, `connection`
 */
export async function borrow(database: Database, context: ErrorContext): Promise<Loan> {
  const joined = database.currentTransaction(context);
  if (joined) return lentIn(joined, context);
  database.enter(context);
  try {
    const loan = await database.dialect.mapping.borrow();
    let lent = true;
    return {
      send: (text, values) => loan.send(text, values),
      release: async () => {
        if (!lent) return;
        lent = false;
        await loan.release().finally(() => database.leave());
      },
    };
  } catch (error) {
    database.leave();
    throw failure(error, database.dialect, context, undefined, false);
  }
}

/**
 * A transaction's connection. It is refused after the transaction has ended. Releasing it does
 * nothing, since it belongs to the transaction.
 */
export function lentIn(transaction: Transaction, context: ErrorContext): Loan {
  return {
    send: async (text, values) => {
      if (CONTROL.test(text)) {
        const problem = "a transaction is open here, and ends with its callback";
        throw new UnifiedStoreError(
          "conflict",
          `${problem}: nest with tx.transaction(…) or the entity manager's transaction(…), which make savepoints`,
        ).located(context);
      }
      return transaction.send(text, values, context);
    },
    release: async () => {},
  };
}

/** Statements that begin or end transactions and savepoints, also after comments. */
const CONTROL =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i;
