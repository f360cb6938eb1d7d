import { join } from "node:path";
import { type Scope, UnifiedStoreManager } from "unified-store";
import { type Arguments, parseArguments, USAGE, UsageError } from "./arguments";
import { loadModel, offlineEncoder } from "./encoder";
import { markdownFiles, placeOf } from "./files";
import { embed, sync } from "./library";
import { answerText, boldOn, embeddedText, syncText } from "./output";
import { questions } from "./questions";
import { answer } from "./search";

/** In the build folder: everything in it can be made again from the files. */
const FILE = join(__dirname, "..", "docs-search.db");

/** Answers go to the standard output, all else to the standard error. */
const say = (text: string): void => console.error(text);

async function main(args: Arguments, signal: AbortSignal): Promise<void> {
  const place = placeOf(args.docs);
  const files = await markdownFiles(place);
  const { DATABASE_URL } = process.env;
  say(`Database: ${DATABASE_URL ? "that of DATABASE_URL" : FILE}`);
  await using stores = await UnifiedStoreManager.open({
    url: DATABASE_URL || `sqlite:${FILE}`,
    embedder: offlineEncoder,
  });
  // Each folder has a workspace, so that no folder removes the documents of another.
  const scope = stores.scope({ tenant: "docs-search", workspace: place.root });
  say(`${place.root}: ${syncText(await sync(scope, files))}`);
  say(embeddedText(await embed(scope, { signal, onProgress: showProgress })));
  const asked = args.question === null ? questions(process.stdin, process.stdout, signal) : [args.question];
  for await (const question of asked) await show(scope, question, args);
  signal.throwIfAborted();
}

/** A question that fails, such as one that is too long, does not end the others. */
async function show(scope: Scope, question: string, args: Arguments): Promise<void> {
  try {
    // Before the search, so that its time is only its own.
    await loadModel();
    const found = await answer(scope, question, args);
    console.log(args.json ? JSON.stringify(found) : `${answerText(found, boldOn(process.stdout))}\n`);
  } catch (error) {
    failed(error);
  }
}

function showProgress(embedded: number, total: number): void {
  const text = embedded < total ? `Embedding ${embedded} of ${total}…` : "";
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "" && embedded % 80 === 0) say(text);
}

function failed(error: unknown): void {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) say("See --help.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function start(): void {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(USAGE);
    return;
  }
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("Stopped. The next start continues.")));
  main(args, stop.signal).catch((error) => {
    failed(error);
    if (error === stop.signal.reason) process.exitCode = 130;
  });
}

try {
  start();
} catch (error) {
  failed(error);
}
