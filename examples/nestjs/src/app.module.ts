import { Module } from "@nestjs/common";
import { APP_FILTER, APP_PIPE } from "@nestjs/core";
import { JobsController } from "./jobs/jobs.controller";
import { MemoryController } from "./memory/memory.controller";
import { StoresModule } from "./stores/stores.module";
import { UnifiedStoreFilter } from "./unified-store.filter";
import { validationPipe } from "./validation.pipe";

@Module({
  imports: [StoresModule],
  controllers: [MemoryController, JobsController],
  providers: [
    { provide: APP_PIPE, useValue: validationPipe },
    { provide: APP_FILTER, useClass: UnifiedStoreFilter },
  ],
})
export class AppModule {}
