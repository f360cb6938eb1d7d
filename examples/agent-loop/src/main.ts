import { UnifiedStoreManager } from "unified-store";
import { Chat } from "./chat";
import { TALKS } from "./feed";
import { handOver, LEARNED, learnAll } from "./librarian";
import { ScriptedModel } from "./model";

const QUESTIONS = ["What is a dolphin?", "What is PostgreSQL?", "What is a unicorn?", "Thank you!"];

async function main(): Promise<void> {
  await using stores = await UnifiedStoreManager.open({
    url: process.env.DATABASE_URL || "sqlite:./agent-loop.db",
  });
  const scope = stores.scope({ tenant: "examples", workspace: "agent-loop" });
  const model = new ScriptedModel();

  console.log(`${await handOver(scope, TALKS)} new talks to learn.`);
  // Two concurrent workers: each talk is learned by one of them.
  const workers = ["librarian-1", "librarian-2"];
  await scope.agents.putMany(
    workers.map((name) => ({ name, capabilities: ["learn"], config: { model: model.name } })),
  );
  await Promise.all(
    workers.map(async (name) => {
      await learnAll(scope, model, name);
      await scope.agents.heartbeat(name, { status: "idle" });
    }),
  );

  // The events of the workers. Each consumer name receives each event once.
  const news = await scope.agents.events.poll({ topic: LEARNED, consumer: "reporter" });
  for (const { payload } of news) console.log("Learned:", payload);
  const last = news.at(-1);
  if (last) await scope.agents.events.commit({ topic: LEARNED, consumer: "reporter", offset: last.offset });

  const chat = await Chat.with(scope, model, "ada");
  for (const question of QUESTIONS) console.log(`> ${question}\n${await chat.ask(question)}`);
  const { value } = await scope.agents.state.getOrThrow("answers");
  console.log(`${value} answers given so far.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
