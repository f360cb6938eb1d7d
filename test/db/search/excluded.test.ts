import { everything, refused } from "../../../conformance/suite";
import type { ManagerSettings, Scope, UnifiedStoreManager } from "../../../src";
import { backends, type TestDatabase } from "../../backends";

/** Members of content that are kept out of the index: by type, and by size. */
type Search = NonNullable<ManagerSettings["search"]>;

const PICTURE = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251)).toString("base64");
const EXCLUDE: Search["exclude"] = {
  memory: { screenshot: ["image", "page.html"], "*": ["secret"] },
  messages: { tool: ["output"] },
};

describe.each(backends.filter(({ shared }) => shared))("on $name", ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  const open = async (search?: Search): Promise<[Scope, UnifiedStoreManager]> => {
    const stores = await database.open(search ? { search } : {});
    return [stores.scope({ tenant: "t" }), stores];
  };
  const found = async ({ memory }: Scope, text: string): Promise<unknown[]> => {
    const byMode = await Promise.all(
      (["any", "words", "substring"] as const).map(async (mode) =>
        (await everything(memory.search({ text, mode }))).map(({ type }) => type).sort(),
      ),
    );
    for (const each of byMode) expect(each).toEqual(byMode[0]);
    return byMode[0]!;
  };

  test("by type: neither added, nor changed, nor of another type", async () => {
    const [scope, stores] = await open({ exclude: EXCLUDE });
    const content = { text: "harbour", image: "moon", page: { html: "tide", title: "pier" }, secret: "key" };
    await scope.memory.addMany([
      { type: "screenshot", content },
      { type: "note", content },
    ]);
    expect(await found(scope, "harbour")).toHaveLength(2);
    expect(await found(scope, "pier")).toHaveLength(2);
    expect(await found(scope, "moon")).toEqual(["note"]);
    expect(await found(scope, "tide")).toEqual(["note"]);
    // A type with a list of its own has no part in that of all others.
    expect(await found(scope, "key")).toEqual(["screenshot"]);

    const { id, version } = await scope.memory.add({ type: "screenshot", content: "x" });
    await scope.memory.update(id, { content: { image: "comet", text: "orbit" } }, { ifVersion: version });
    expect(await found(scope, "comet")).toEqual([]);
    expect(await found(scope, "orbit")).toEqual(["screenshot"]);
    await scope.memory.update(id, { type: "note" });
    expect(await found(scope, "comet")).toEqual(["note"]);
    expect((await scope.memory.getOrThrow(id)).content).toEqual({ image: "comet", text: "orbit" });
    await scope.memory.update(id, { type: "screenshot" });
    expect(await found(scope, "comet")).toEqual([]);
    expect((await stores.health()).status).toBe("ok");
  });

  test("messages by role, members of lists, and a list for all types", async () => {
    const [scope] = await open({ exclude: { ...EXCLUDE, memory: { "*": ["parts.data"] } } });
    const { conversations, memory } = scope;
    const { id } = await conversations.sessions.add({});
    await conversations.messages.appendMany(id, [
      { role: "tool", content: { output: "comet", name: "look" } },
      { role: "user", content: { output: "comet" } },
    ]);
    const roles = (await everything(conversations.messages.search({ text: "comet look" }))).map(
      ({ role }) => role,
    );
    expect(roles.sort()).toEqual(["tool", "user"]);
    expect((await conversations.messages.search({ text: "comet" })).items.map(({ role }) => role)).toEqual([
      "user",
    ]);
    await memory.add({ type: "a", content: { parts: [{ data: "comet", is: "star" }, "data"] } });
    expect(await found(scope, "comet")).toEqual([]);
    expect(await found(scope, "star")).toEqual(["a"]);
    expect(await found(scope, "data")).toEqual(["a"]);
  });

  test("by size: a picture has no keys", async () => {
    const [scope, stores] = await open({ maxMemberCharacters: 1000 });
    await scope.memory.add({ type: "note", content: { text: "harbour", image: PICTURE } });
    expect(await found(scope, "harbour")).toEqual(["note"]);
    expect(await found(scope, PICTURE.slice(200, 220))).toEqual([]);
    const [row] = (await stores.internals.dialect.run(
      [
        {
          statement: {
            text: `select search_text from ${stores.internals.dialect.table("memory_item_search")}`,
            name: "texts",
            write: false,
            late: false,
          },
          values: [],
        },
      ],
      null,
    )) as string[][];
    expect(row).toEqual(["harbour"]);
  });

  test("the database keeps the settings, and what was written otherwise is made anew", async () => {
    const [before, first] = await open();
    const pending = async (stores: UnifiedStoreManager): Promise<string[]> =>
      (await stores.health()).pendingReindex;
    await before.memory.add({ type: "screenshot", content: { image: "comet", text: "orbit" } });
    await first.close();

    const [after, second] = await open({ exclude: EXCLUDE, maxMemberCharacters: 500 });
    expect(await pending(second)).toEqual(["memory_item"]);
    expect(await found(after, "comet")).toHaveLength(1);
    expect((await second.reindex()).tables).toEqual({ memory_item: 1 });
    expect(await pending(second)).toEqual([]);
    expect(await found(after, "comet")).toEqual([]);
    expect(await found(after, "orbit")).toHaveLength(1);
    await second.close();

    // Without settings of its own: as the database has it.
    const [same, third] = await open();
    expect(await pending(third)).toEqual([]);
    await same.memory.add({ type: "screenshot", content: { image: "comet", text: "x".repeat(501) } });
    expect(await found(same, "comet")).toEqual([]);
    expect(await found(same, "xxx")).toEqual([]);
    await third.close();

    // In another order it is the same; none is another setting.
    const [, fourth] = await open({
      exclude: {
        memory: { "*": ["secret"], screenshot: ["page.html", "image"] },
        messages: EXCLUDE!.messages!,
      },
    });
    expect(await pending(fourth)).toEqual([]);
    await fourth.close();
    const [all, fifth] = await open({ exclude: {}, maxMemberCharacters: null });
    expect(await pending(fifth)).toEqual(["memory_item"]);
    await fifth.reindex();
    expect(await found(all, "comet")).toHaveLength(2);
  });

  test("bad settings are refused", async () => {
    const bad = (search: object, field: RegExp): Promise<unknown> =>
      refused(database.open({ search }), "validation", field);
    await bad({ exclude: [] }, /search.exclude/);
    await bad({ exclude: { jobs: {} } }, /search.exclude.jobs is not known here: use memory, messages/);
    await bad({ exclude: { memory: ["image"] } }, /search.exclude.memory/);
    await bad({ exclude: { memory: { shot: "image" } } }, /search.exclude.memory.shot must be a list/);
    await bad({ exclude: { memory: { shot: [""] } } }, /must be a list/);
    await bad({ exclude: { memory: { shot: ["a..b"] } } }, /must be a list/);
    await bad({ exclude: { memory: { shot: ["a\u0000"] } } }, /must be a list/);
    await bad({ maxMemberCharacters: 0 }, /search.maxMemberCharacters must be a whole number from 1/);
    await bad({ maxMembers: 1 }, /search.maxMembers is not known here: use maxCharacters, exclude/);
  });
});
