import { UnifiedStoreManager } from "unified-store";

const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
try {
  const { MemoryItemInput } = await import("unified-store/class-validator");
  const input = Object.assign(new MemoryItemInput(), { type: "fact", content: "Whales are mammals" });
  console.log((await stores.scope({ tenant: "acme" }).memory.add(input)).content);
} catch ({ code, message }) {
  console.log(code, message);
}
await stores.close();
