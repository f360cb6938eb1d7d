import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
  // SIGTERM closes the application, and the stores with it.
  app.enableShutdownHooks();
  await app.listen(process.env.PORT ?? 3000, process.env.HOST ?? "127.0.0.1");
  console.log(`Listening on ${await app.getUrl()}`);
}

void main();
