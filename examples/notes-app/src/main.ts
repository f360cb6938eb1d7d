import { UnifiedStoreManager } from "unified-store";
import { Assistant } from "./assistant";

const USAGE = `note <author> <text>   store a note; @name is a mention
ask <question>         answer from the notes
mentions <author>      the names that an author mentions
tidy                   delete unused fleeting notes`;

async function main([command, ...words]: string[]): Promise<string[]> {
  await using stores = await UnifiedStoreManager.open({
    url: process.env.DATABASE_URL || "sqlite:./notes.db",
  });
  const assistant = new Assistant(stores.scope({ tenant: "me", workspace: "notes" }));
  const [first = "", ...rest] = words;
  switch (command) {
    case "note":
      if (rest.length === 0) return [USAGE];
      await assistant.note(first, rest.join(" "));
      return ["Noted."];
    case "ask": {
      const notes = await assistant.ask(words.join(" "));
      return notes.length > 0 ? notes : ["I have no note about that."];
    }
    case "mentions":
      // The await is needed: the stores are closed when this function ends.
      return await assistant.mentions(first);
    case "tidy":
      return [`Forgot ${await assistant.tidy()} notes.`];
    default:
      return [USAGE];
  }
}

main(process.argv.slice(2)).then(
  (lines) => console.log(lines.join("\n")),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
