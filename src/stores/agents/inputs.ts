import type { AgentId } from "../../../entities/agents";
import type { Suggested } from "../../../entities/columns";
import type { JsonInput } from "../../core/json";
import {
  IsId,
  IsInstant,
  IsJson,
  IsLimit,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";

/** An agent to register, or to replace where the name has one. */
export class AgentInput<T extends JsonInput = JsonInput> {
  @IsName()
  name!: string;

  /** What it is. Default `{}`. */
  @Optional()
  @IsJson()
  definition?: T | undefined;

  /** Names of what it can do, at most 1000. Default none. */
  @Optional()
  @IsNames()
  capabilities?: readonly string[] | undefined;

  /** Default `{}`. */
  @Optional()
  @IsJson()
  config?: JsonInput | undefined;

  /** Default `idle`. */
  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;

  /** For a new agent alone: one that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: AgentId | undefined;

  /** For a new agent alone: one that exists keeps its time. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;

  /** For a new agent alone: one that exists keeps its last heartbeat. Default: its creation. */
  @Optional()
  @IsInstant()
  lastSeenAt?: Date | undefined;
}

/** What to change of an agent; what is left out stays. */
export class AgentPatch<T extends JsonInput = JsonInput> {
  @Optional()
  @IsJson()
  definition?: T | undefined;

  /** Replaces all that were there. */
  @Optional()
  @IsNames()
  capabilities?: readonly string[] | undefined;

  @Optional()
  @IsJson()
  config?: JsonInput | undefined;

  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;
}

export class AgentListInput extends PageInput {
  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;

  @Optional()
  @IsName()
  capability?: string | undefined;

  @Optional()
  @IsInstant()
  lastSeenFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("lastSeenFrom")
  lastSeenTo?: Date | undefined;

  @Optional()
  @IsOneOf("name", "lastSeen")
  order?: "name" | "lastSeen" | undefined;
}

/** A sign of life. */
export class AgentHeartbeatInput {
  /** What it is doing now. Default: as before. */
  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;

  /** The moment of the heartbeat. Default: now. */
  @Optional()
  @IsInstant()
  lastSeenAt?: Date | undefined;
}

export class LeaseKeyInput {
  @IsName()
  name!: string;

  @IsWhole(1)
  token!: number;

  @Optional()
  @IsName()
  tenant?: string | undefined;

  @Optional()
  @IsName()
  workspace?: string | undefined;
}

/** The times of a new key. */
export class StateTimesInput {
  /** For a new key alone: one that exists keeps its time. Null: not known. Default: now. */
  @Nullable()
  @IsInstant()
  createdAt?: Date | null | undefined;

  /** For a new key alone. Null: not known. Default: now. */
  @Nullable()
  @IsInstant()
  updatedAt?: Date | null | undefined;
}

/** A value to set. */
export class AgentStateInput<T = JsonInput> extends StateTimesInput {
  @IsName()
  key!: string;

  @IsJson()
  value!: T;
}

export class StateVersionInput {
  @Optional()
  @IsWhole()
  ifVersion?: number | undefined;
}

export class StateListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;
}

/** An event to append. */
export class AgentEventInput<T = JsonInput> {
  /** What kind of event: a name of the application's own. */
  @IsName()
  type!: string;

  /** Default null. */
  @Optional()
  @IsJson()
  payload?: T | undefined;

  /** The agent that it comes from, registered or not. */
  @Nullable()
  @IsName()
  agentName?: string | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class EventKeyInput {
  @IsName()
  topic!: string;

  @IsWhole(1)
  offset!: number;
}

export class EventListInput extends PageInput {
  @IsName()
  topic!: string;

  @Optional()
  @IsWhole()
  offsetFrom?: number | undefined;

  @Optional()
  @IsWhole()
  @NotBelow("offsetFrom")
  offsetTo?: number | undefined;
}

export class EventPollInput {
  @IsName()
  topic!: string;

  @IsName()
  consumer!: string;

  @Optional()
  @IsLimit()
  limit?: number | undefined;
}

export class EventCommitInput {
  @IsName()
  topic!: string;

  @IsName()
  consumer!: string;

  @IsWhole()
  offset!: number;
}

export class EventTrimInput {
  @IsName()
  topic!: string;

  @Optional()
  @IsWhole()
  offsetTo?: number | undefined;

  @Optional()
  @IsInstant()
  createdTo?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number | undefined;
}

export class ConsumerKeyInput {
  @IsName()
  topic!: string;

  @IsName()
  consumer!: string;
}

export class ConsumerListInput extends PageInput {
  @IsName()
  topic!: string;
}

const YEAR_MS = 31_536_000_000;

export class LeaseAcquireInput {
  @IsName()
  name!: string;

  @IsName()
  holder!: string;

  @IsWhole(1, YEAR_MS)
  leaseMs!: number;
}

export class LeaseRenewalInput {
  @IsWhole(1, YEAR_MS)
  leaseMs!: number;
}

export class LeaseListInput extends PageInput {
  @Optional()
  @IsName()
  holder?: string | undefined;
}
