import { Client } from "pg";
import type { UnifiedStoreManager } from "../../../src";
import { type DiagnoseOptions, diagnose, type Finding } from "../../../src/operations";

/** The findings of one check. */
export async function foundBy(
  id: string,
  stores: UnifiedStoreManager,
  options: DiagnoseOptions = {},
): Promise<Finding[]> {
  const { checks, findings } = await diagnose(stores, { ...options, only: [id] });
  expect(checks).toEqual([id]);
  return findings;
}

/** The findings of one check, as soon as they are as wanted: the server counts with a delay. */
export async function foundSoon(
  id: string,
  stores: UnifiedStoreManager,
  isWanted: (findings: readonly Finding[]) => boolean,
): Promise<Finding[]> {
  for (;;) {
    const findings = await foundBy(id, stores);
    if (isWanted(findings)) return findings;
  }
}

/** Runs a statement on a connection of the stores, outside of transactions. */
export async function run(stores: UnifiedStoreManager, statement: string): Promise<void> {
  const loan = await stores.internals.dialect.mapping.borrow();
  try {
    await loan.send(statement, []);
  } finally {
    await loan.release();
  }
}

/** A connection of its own to a database. */
export async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
