import { type DebateTurnEntity, debateTurnTable } from "../../../entities/debates";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { DebateEvents, eventKind } from "./events";
import { DebateTurnListInput } from "./inputs";
import type { DebateTurn, DebateTurnInput, DebateTurnListQuery } from "./types";

export const turns = new Table<DebateTurnEntity, DebateTurn>(debateTurnTable);

/** How rows of turns are made, of inputs as `validate` gave them. */
export const turnMaker = rowMaker<typeof debateTurnTable, DebateTurn, DebateTurnInput>(debateTurnTable);

const KIND = eventKind(turns, {
  what: "turn",
  maker: turnMaker,
  Query: DebateTurnListInput,
  filters: ["role", "model"],
});

/**
 * What each role said. Reached as `scope.debates.turns`.
 */
export class DebateTurns extends DebateEvents<DebateTurnInput, DebateTurn, DebateTurnListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, KIND);
  }
}
