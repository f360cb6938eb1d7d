import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { chunksOf, HOSTILE, identity, markdown, SOURCE, sectionsOf, sentences } from "./samples";

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** What a put writes, and what it leaves as it is. */
export const puts: Cases = {
  "a document is cut into sections and chunks, by place": async ({ scope }) => {
    const text = markdown("Whales", "Fish");
    const input = { source: SOURCE, title: "Animals", meta: { by: "ada", tags: [1, null] }, text };
    const { document, ...figures } = await scope.documents.put(input);
    const [sections, chunks] = [await sectionsOf(scope), await chunksOf(scope)];
    assert.deepEqual(figures, {
      outcome: "created",
      chunksAdded: chunks.length,
      chunksKept: 0,
      chunksRemoved: 0,
    });
    assert.ok(chunks.length >= 4);
    assert.deepEqual(document, {
      source: SOURCE,
      title: "Animals",
      meta: { by: "ada", tags: [1, null] },
      format: "markdown",
      characters: text.length,
      tokens: sum(chunks.map(({ tokens }) => tokens)),
      sectionCount: 2,
      chunkCount: chunks.length,
      hash: document.hash,
      createdAt: document.createdAt,
      updatedAt: document.updatedAt,
      version: 1,
    });
    assert.deepEqual(await scope.documents.get(SOURCE), document);
    assert.equal(await scope.documents.text(SOURCE), text);
    assert.deepEqual(
      sections.map(({ headings, position }) => [headings, position]),
      [
        [["Whales"], 1],
        [["Fish"], 2],
      ],
    );
    for (const part of [...sections, ...chunks]) assert.equal(part.text, text.slice(part.start, part.end));
    chunks.forEach((chunk, i) => {
      const around = sections.find(({ id }) => id === chunk.sectionId)!;
      assert.ok(chunk.start >= around.start && chunk.end <= around.end);
      assert.deepEqual([chunk.position, chunk.headings], [i + 1, around.headings]);
      assert.ok(chunk.tokens > 0 && chunk.tokens <= 200);
    });
  },

  "the same content changes nothing and says so": async ({ scope }) => {
    const input = {
      source: SOURCE,
      title: "A",
      meta: { b: 1, a: [1, { d: 1, c: 2 }] },
      text: markdown("A", "B"),
    };
    const { document } = await scope.documents.put(input);
    const chunks = await chunksOf(scope);
    const again = await scope.documents.put({ ...input, meta: { a: [1, { c: 2, d: 1 }], b: 1 } });
    assert.deepEqual(again, {
      document,
      outcome: "unchanged",
      chunksAdded: 0,
      chunksKept: chunks.length,
      chunksRemoved: 0,
    });
    assert.deepEqual(await scope.documents.putMany([input]), [again]);
    assert.deepEqual(await scope.documents.put(input, { ifVersion: 1 }), again);
    await refused(scope.documents.put(input, { ifVersion: 2 }), "version_conflict");
    assert.deepEqual(await chunksOf(scope), chunks);
  },

  "each member that changes makes a version": async ({ scope }) => {
    const input = { source: SOURCE, title: "A" as string | null, meta: 1 as unknown, text: "a\n\nb" };
    const changes = [{}, { title: "B" }, { title: null }, { meta: null }, { meta: "1" }, { text: "a\n\nb " }];
    let version = 0;
    for (const change of [...changes, { format: "text" as const }]) {
      Object.assign(input, change);
      const { document, outcome } = await scope.documents.put(input as never);
      assert.deepEqual([document.version, outcome], [++version, version === 1 ? "created" : "changed"]);
      assert.deepEqual(await scope.documents.get(SOURCE), document);
    }
    const { document } = await scope.documents.put({ source: SOURCE, text: "a" });
    assert.deepEqual([document.title, document.meta, document.format], [null, null, "markdown"]);
  },

  "a changed section has new chunks, and those of others keep their ids": async ({ scope }) => {
    await scope.documents.put({ source: SOURCE, text: markdown("A", "B", "C") });
    const before = await chunksOf(scope);
    const text = markdown("A", "B", "C").replace("Sentence 3 of B", "Another sentence of B");
    const { chunksAdded, chunksKept, chunksRemoved } = await scope.documents.put({ source: SOURCE, text });
    const after = await chunksOf(scope);
    assert.deepEqual(
      [chunksAdded + chunksKept, chunksAdded <= 2, chunksRemoved],
      [after.length, true, chunksAdded],
    );
    for (const heading of ["A", "C"]) {
      const of = (chunks: typeof after) =>
        chunks.filter(({ headings }) => headings[0] === heading).map(identity);
      assert.deepEqual(of(after), of(before));
    }
    for (const { text: own, start, end } of after) assert.equal(own, text.slice(start, end));
  },

  "chunks that moved keep their ids, and know their new places": async ({ scope }) => {
    await scope.documents.put({ source: SOURCE, text: markdown("A", "B", "C") });
    const before = await chunksOf(scope);
    const text = `Something before.\n\n${markdown("C", "A", "B")}`;
    const { chunksAdded, chunksRemoved } = await scope.documents.put({ source: SOURCE, text });
    const after = await chunksOf(scope);
    const ids = new Map(before.map((chunk) => [chunk.text, identity(chunk)]));
    assert.deepEqual([chunksAdded, chunksRemoved], [1, 0]);
    for (const chunk of after.slice(1)) assert.deepEqual(identity(chunk), ids.get(chunk.text));
    const sections = await sectionsOf(scope);
    after.forEach((chunk, i) => {
      assert.deepEqual([chunk.position, chunk.text], [i + 1, text.slice(chunk.start, chunk.end)]);
      assert.deepEqual(sections.find(({ id }) => id === chunk.sectionId)!.headings, chunk.headings);
    });
    assert.equal(await scope.documents.text(SOURCE), text);
  },

  "equal chunks are several, and each goes alone": async ({ scope }) => {
    const same = `${sentences(6, "all")}\n\n`;
    const chunking = { unit: "characters", size: 300 } as const;
    const put = (count: number) =>
      scope.documents.put({ source: SOURCE, text: same.repeat(count), chunking, format: "text" });
    await put(5);
    const five = await chunksOf(scope);
    assert.deepEqual([five.length, new Set(five.map(({ id }) => id)).size], [5, 5]);
    const { chunksKept, chunksRemoved } = await put(3);
    assert.deepEqual([chunksKept, chunksRemoved], [3, 2]);
    assert.deepEqual(
      (await chunksOf(scope)).map(({ id }) => id),
      five.slice(0, 3).map(({ id }) => id),
    );
    assert.equal((await put(6)).chunksAdded, 3);
  },

  "any text is read as it was put": async ({ scope }) => {
    for (const [source, text] of Object.entries(HOSTILE)) {
      for (const format of ["markdown", "text"] as const) {
        const input = {
          source,
          text,
          format,
          title: text.slice(0, 1000),
          meta: { text: text.slice(0, 100) },
        };
        const { document } = await scope.documents.put(input);
        assert.equal(await scope.documents.text(source), text, source);
        const chunks = await chunksOf(scope, source);
        for (const chunk of chunks) assert.equal(chunk.text, text.slice(chunk.start, chunk.end), source);
        assert.deepEqual(await scope.documents.get(source), document);
        assert.deepEqual([document.chunkCount, document.title], [chunks.length, text.slice(0, 1000)]);
        assert.equal((await scope.documents.put(input)).outcome, "unchanged", source);
      }
    }
    assert.deepEqual((await everything(scope.documents.list())).length, Object.keys(HOSTILE).length);
  },

  "sections of the caller's own are kept as they are": async ({ scope }) => {
    const sections = [
      { text: "# no heading of a section\n\na", headings: ["Part", "One"] },
      { text: sentences(300, "two") },
      { text: "" },
    ];
    const { document } = await scope.documents.put({ source: SOURCE, sections });
    const stored = await sectionsOf(scope);
    const text = sections.map((section) => section.text).join("\n\n");
    assert.equal(await scope.documents.text(SOURCE), text);
    assert.deepEqual(
      stored.map(({ headings, text: own }) => [headings, own.trim()]),
      sections.map(({ headings = [], text: own }) => [headings, own.trim()]),
    );
    assert.deepEqual([document.sectionCount, document.characters], [3, text.length]);
    assert.ok(document.chunkCount > 10);
    for (const { text: own, start, end } of await chunksOf(scope)) assert.equal(own, text.slice(start, end));
  },

  "a splitter and a count of tokens may be the caller's": async ({ scope }) => {
    const given: unknown[] = [];
    const chunking = {
      countTokens: (text: string) => text.length / 2,
      split: async (section: { text: string; headings: readonly string[] }) => {
        given.push(section);
        return [
          { start: 0, end: 7 },
          { start: 4, end: section.text.length },
        ];
      },
    };
    await scope.documents.put({ source: SOURCE, text: "# One\n\ntext of one\n\n# Two\n\ntwo", chunking });
    assert.deepEqual(given, [
      { text: "# One\n\ntext of one\n\n", headings: ["One"] },
      { text: "# Two\n\ntwo", headings: ["Two"] },
    ]);
    assert.deepEqual(
      (await chunksOf(scope)).map(({ start, end, tokens }) => [start, end, tokens]),
      [
        [0, 7, 4],
        [4, 20, 8],
        [20, 27, 4],
        [24, 30, 3],
      ],
    );
    const words = { size: 16, countTokens: (text: string) => text.split(/\s+/).length };
    await scope.documents.put({ source: SOURCE, text: sentences(40, "words"), chunking: words });
    for (const { tokens, text } of await chunksOf(scope))
      assert.deepEqual([tokens, tokens <= 16], [text.split(/\s+/).length, true]);
  },

  "sizes and overlaps are those that are asked for": async ({ scope }) => {
    const text = sentences(60, "many");
    for (const unit of ["tokens", "characters"] as const) {
      const chunking = { unit, size: 160, overlap: unit === "tokens" ? 40 : 80 };
      await scope.documents.put({ source: unit, text, chunking });
      const chunks = await chunksOf(scope, unit);
      chunks.forEach(({ start, end, tokens }, i) => {
        assert.ok(unit === "tokens" ? tokens <= 160 : end - start <= 160);
        const before = chunks[i - 1];
        if (before && before.sectionId === chunks[i]!.sectionId)
          assert.ok(start < before.end && start > before.start);
      });
    }
  },
};
