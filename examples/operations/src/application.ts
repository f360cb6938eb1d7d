/**
 * A small agent application. The day puts it into the project that `unified-store init` has begun,
 * beside the file that opens the stores. It fills a workspace of one tenant, which it is given.
 */
import type { UnifiedStoreManager } from "unified-store";

interface Stores {
  openStores(): Promise<UnifiedStoreManager>;
  closeStores(): Promise<void>;
}
const { openStores, closeStores } = require("./store.js") as Stores;

const DAY_MS = 86_400_000;
const FACTS = ["Whales are mammals", "Dolphins are whales", "Sharks are fish", "Bats are mammals"];
/** Days since the calls: the last two are too old for a policy of a year. */
const CALLS = [1, 30, 200, 400, 500];

async function fill(tenant: string): Promise<void> {
  const stores = await openStores();
  const { memory, conversations, analytics } = stores.scope({ tenant, workspace: "research" });
  for (const text of FACTS) await memory.add({ type: "fact", content: { text } });
  const session = await conversations.sessions.add({ title: "Whales" });
  await conversations.messages.appendMany(session.id, [
    { role: "user", content: "Is a whale a fish?" },
    { role: "assistant", content: "It is a mammal." },
  ]);
  await analytics.calls.addMany(
    CALLS.map((days) => ({ task: "answer", model: "m-1", createdAt: new Date(Date.now() - days * DAY_MS) })),
  );
  console.log(`${tenant}: ${FACTS.length} facts, 2 messages, ${CALLS.length} model calls`);
}

fill(process.argv[2] ?? "acme")
  .finally(closeStores)
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
