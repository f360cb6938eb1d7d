import { debateTable, debateTurnTable } from "../../../entities/debates";
import type {
  Debate,
  DebateEvent,
  DebateInput,
  DebateTurn,
  DebateTurnInput,
} from "../../../src/stores/debates/types";
import { idOf, TURNS_PER_DEBATE, timeOf } from "../../fill/rows";
import { sentence, twoWordsOf } from "../../fill/sentences";
import { debateRow, PANEL, turnSaid } from "../../fill/stores/debates";
import { firstOf, newId, pageOf } from "../baseline";
import { drawer } from "../draw";
import { entry, type Pair, pair, row } from "../pair";
import { debateReader, eventReader } from "./rows";

const PAGE = 20;
const FOUND = 10;
/** Default size of a page of a transcript. */
const TRANSCRIPT = 50;

export function debatePairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<string, Debate | null>({
      name: "debates.get",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => idOf("debate", row())),
      subject: (scope, id) => scope.debates.get(id),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id], (rows) => firstOf(rows, debateReader(baseline))),
    }),
    pair<Date, Debate[]>({
      name: "debates.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => timeOf(row() + 1)),
      subject: (scope, createdTo) =>
        scope.debates.list({ createdTo, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, createdTo) =>
        baseline.run([...baseline.scope, baseline.codec.instant(createdTo), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, debateReader(baseline)),
        ),
    }),
    pair<string, Debate[]>({
      name: "debates.search",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => twoWordsOf(debateRow(row()).query)),
      subject: (scope, text) =>
        scope.debates.search({ text, mode: "words", limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => baseline.search(text, FOUND, debateReader(baseline)),
    }),
    pair<string, DebateEvent[]>({
      name: "debates.transcript",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => idOf("debate", row())),
      subject: (scope, id) => scope.debates.transcript(id).then(({ items }) => items),
      baseline: (baseline, id) => {
        const one = [...baseline.scope, id];
        const part = [...one, TRANSCRIPT + 1];
        return baseline.run([...part, ...part, ...part, ...one, TRANSCRIPT + 1], (rows) => {
          if (rows.length === 0) throw new Error(`there is no debate ${id}`);
          // A debate without events gives a single row of nulls.
          return rows[0]![0] === null ? [] : pageOf(rows, TRANSCRIPT, eventReader(baseline));
        });
      },
    }),
    pair<DebateInput, Debate>({
      name: "debates.add",
      kind: "write",
      weight: 10,
      next: draw(({ row }) => ({ query: sentence(row()), rounds: TURNS_PER_DEBATE, panel: PANEL })),
      subject: (scope, input) => scope.debates.add(input),
      baseline: (baseline, { query, rounds, panel }) => {
        const id = newId();
        const createdAt = new Date();
        const at = baseline.codec.instant(createdAt);
        return baseline.runIndexed(
          [...baseline.scope, id, query, rounds, JSON.stringify(panel), null, at, null, 1],
          [baseline.entry(id, "query", query)],
          () => ({
            id,
            query,
            rounds,
            panel: panel as Debate["panel"],
            finalOutput: null,
            createdAt,
            concludedAt: null,
            version: 1,
          }),
        );
      },
      rows: (_, debate) => {
        const id = debate?.id ?? null;
        return [row(debateTable, { id }), entry("debate", id, "query")];
      },
    }),
    pair<DebateTurnInput, DebateTurn>({
      name: "debates.turns.add",
      kind: "write",
      weight: 30,
      next: draw(({ row }) => ({
        debateId: idOf("debate", row()),
        ...turnSaid(row(), TURNS_PER_DEBATE),
        round: TURNS_PER_DEBATE + 1,
      })),
      subject: (scope, turn) => scope.debates.turns.add(turn),
      baseline: (baseline, turn) => {
        const {
          debateId,
          role,
          model,
          output,
          round,
          costUsd = null,
          latencyMs = null,
          confidence = null,
        } = turn;
        const id = newId();
        const createdAt = new Date();
        const at = baseline.codec.instant(createdAt);
        const said = [role, model, output, costUsd, latencyMs, confidence];
        return baseline.run([...baseline.scope, id, debateId, round, at, ...said], () => ({
          role,
          model,
          output,
          costUsd,
          latencyMs,
          confidence,
          id,
          debateId,
          round,
          createdAt,
        }));
      },
      rows: (_, turn) => [row(debateTurnTable, { id: turn?.id ?? null })],
    }),
  ];
}
