import {
  type AgentConsumerEntity,
  type AgentEventEntity,
  type AgentTopicEntity,
  agentConsumerTable,
  agentEventTable,
  agentTopicTable,
} from "../../../../entities/agents";
import { notFound, type UnifiedStoreError } from "../../../core/errors";
import { Table } from "../../../db/table";
import type { AgentConsumer, AgentEvent, AgentTopic } from "../types";

/** A consumer as its table has it. */
export type ConsumerRow = Omit<AgentConsumer, "lag">;

export const topics = new Table<AgentTopicEntity, AgentTopic>(agentTopicTable);
export const events = new Table<AgentEventEntity, AgentEvent>(agentEventTable);
export const consumers = new Table<AgentConsumerEntity, ConsumerRow>(agentConsumerTable);

/** @param field the input member with the topic's name */
export const noTopic = (field: "topic" | "name", cause?: unknown): UnifiedStoreError =>
  notFound("topic of this name", cause, field);
