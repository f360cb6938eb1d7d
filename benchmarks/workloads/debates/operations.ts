import { debateTable, debateTurnTable } from "../../../entities/debates";
import type {
  Debate,
  DebateEvent,
  DebateInput,
  DebateTurn,
  DebateTurnInput,
} from "../../../src/stores/debates/types";
import { debateRow, PANEL, turnSaid } from "../../fill/debates";
import { idOf, TURNS_PER_DEBATE, timeOf } from "../../fill/rows";
import { sentence, twoWordsOf } from "../../fill/sentences";
import { drawer } from "../draw";
import { firstOf, newId, pageOf } from "../hand";
import { entry, type Pair, pair, row } from "../pair";
import { debateReader, eventReader } from "./rows";

const PAGE = 20;
const FOUND = 10;
/** What a page of a transcript holds where nothing else is asked for. */
const TRANSCRIPT = 50;

export function debatePairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<string, Debate | null>({
      name: "debates.get",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => idOf("debate", row())),
      ours: (scope, id) => scope.debates.get(id),
      hand: (hand, id) => hand.run([...hand.scope, id], (rows) => firstOf(rows, debateReader(hand))),
    }),
    pair<Date, Debate[]>({
      name: "debates.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => timeOf(row() + 1)),
      ours: (scope, createdTo) => scope.debates.list({ createdTo, limit: PAGE }).then(({ items }) => items),
      hand: (hand, createdTo) =>
        hand.run([...hand.scope, hand.codec.instant(createdTo), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, debateReader(hand)),
        ),
    }),
    pair<string, Debate[]>({
      name: "debates.search",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => twoWordsOf(debateRow(row()).query)),
      ours: (scope, text) => scope.debates.search({ text, limit: FOUND }).then(({ items }) => items),
      hand: (hand, text) => hand.search(text, FOUND, debateReader(hand)),
    }),
    pair<string, DebateEvent[]>({
      name: "debates.transcript",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => idOf("debate", row())),
      ours: (scope, id) => scope.debates.transcript(id).then(({ items }) => items),
      hand: (hand, id) => {
        const one = [...hand.scope, id];
        const part = [...one, TRANSCRIPT + 1];
        return hand.run([...part, ...part, ...part, ...one, TRANSCRIPT + 1], (rows) => {
          if (rows.length === 0) throw new Error(`there is no debate ${id}`);
          // One without events gives a single row of nulls.
          return rows[0]![0] === null ? [] : pageOf(rows, TRANSCRIPT, eventReader(hand));
        });
      },
    }),
    pair<DebateInput, Debate>({
      name: "debates.add",
      kind: "write",
      weight: 10,
      next: draw(({ row }) => ({ query: sentence(row()), rounds: TURNS_PER_DEBATE, panel: PANEL })),
      ours: (scope, input) => scope.debates.add(input),
      hand: (hand, { query, rounds, panel }) => {
        const id = newId();
        const createdAt = new Date();
        const at = hand.codec.instant(createdAt);
        return hand.runIndexed(
          [...hand.scope, id, query, rounds, JSON.stringify(panel), null, at, null, 1],
          [hand.entry(id, "query", query)],
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
      ours: (scope, turn) => scope.debates.turns.add(turn),
      hand: (hand, turn) => {
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
        const at = hand.codec.instant(createdAt);
        const said = [role, model, output, costUsd, latencyMs, confidence];
        return hand.run([...hand.scope, id, debateId, round, at, ...said], () => ({
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
