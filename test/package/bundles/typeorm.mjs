import { UnifiedStoreManager } from "unified-store";
import { createDataSource, MemoryItemEntity, scopeWhere } from "unified-store/typeorm";

const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
const acme = stores.scope({ tenant: "acme" });
await acme.memory.add({ type: "fact", content: "Whales are mammals" });
try {
  const dataSource = await createDataSource(stores);
  const [item] = await dataSource.getRepository(MemoryItemEntity).findBy(scopeWhere(acme));
  console.log(item.constructor.name, item.content);
} catch ({ code, message }) {
  console.log(code, message);
}
await stores.close();
