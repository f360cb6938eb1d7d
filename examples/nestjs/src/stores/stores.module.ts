import { Module, type OnApplicationShutdown } from "@nestjs/common";
import { UnifiedStoreManager } from "unified-store";
import { SCOPE, scopeProvider } from "./scope.provider";

/** Opens the manager at the start of the application, and closes it after the last request. */
@Module({
  providers: [
    {
      provide: UnifiedStoreManager,
      useFactory: () => UnifiedStoreManager.open({ url: process.env.DATABASE_URL ?? "sqlite:./nest.db" }),
    },
    scopeProvider,
  ],
  exports: [SCOPE],
})
export class StoresModule implements OnApplicationShutdown {
  constructor(private readonly stores: UnifiedStoreManager) {}

  async onApplicationShutdown(): Promise<void> {
    await this.stores.close();
  }
}
