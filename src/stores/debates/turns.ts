import { type DebateTurnEntity, debateTurnTable } from "../../../entities/debates";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { DebateEvents, eventKind } from "./events";
import { DebateTurnListInput } from "./inputs";
import type { DebateTurn, DebateTurnInput, DebateTurnListQuery } from "./types";

export const turns = new Table<DebateTurnEntity, DebateTurn>(debateTurnTable);

/** Makes rows of turns from validated inputs. */
export const turnMaker = rowMaker<typeof debateTurnTable, DebateTurn, DebateTurnInput>(debateTurnTable);

const KIND = eventKind(turns, {
  what: "turn",
  maker: turnMaker,
  Query: DebateTurnListInput,
  filters: ["role", "model"],
});

/** Turns: the statements of each role. Reached as `scope.debates.turns`. */
export class DebateTurns extends DebateEvents<DebateTurnInput, DebateTurn, DebateTurnListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, KIND);
  }
}
