import { UnifiedStoreManager } from "unified-store";

/** All that the application keeps of a tenant, with ids, versions and times. */
export interface Contents {
  facts: unknown[];
  messages: unknown[];
  calls: unknown[];
}

/** @param url of a store that has all schema migrations */
export async function contentsOf(url: string, tenant: string): Promise<Contents> {
  await using stores = await UnifiedStoreManager.open({ url, migrateSchema: false });
  const { memory, conversations, analytics } = stores.scope({ tenant, workspace: "research" });
  const [session] = (await conversations.sessions.list()).items;
  return {
    facts: (await memory.list()).items,
    messages: session ? (await conversations.messages.list({ sessionId: session.id })).items : [],
    calls: (await analytics.calls.list()).items,
  };
}
