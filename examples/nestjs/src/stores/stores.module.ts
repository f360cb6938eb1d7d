import { Module, type OnApplicationShutdown } from "@nestjs/common";
import { UnifiedStoreManager } from "unified-store";
import { SCOPE, scopeProvider } from "./scope.provider";

/** Opens the manager when the application starts, and closes it when no request is left. */
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
