import type { Json } from "../../core/json/json";
import { agentMaker, agentPatch } from "../../stores/agents/agent";
import { eventMaker } from "../../stores/agents/events/append";
import { commitRules, consumerKeyRules } from "../../stores/agents/events/commit";
import * as rules from "../../stores/agents/inputs";
import { stateRules } from "../../stores/agents/state-write";
import type * as types from "../../stores/agents/types";
import { inputClass, queryClass } from "../input-class";

export class AgentInput extends inputClass<types.AgentInput, types.AgentInput<Json>>(agentMaker.input) {}
export class AgentPatch extends inputClass<types.AgentPatch, types.AgentPatch<Json>>(agentPatch) {}
export class AgentHeartbeatInput extends inputClass(rules.AgentHeartbeatInput) {}
export class AgentListQuery extends queryClass<types.AgentListQuery>(rules.AgentListInput) {}
export class AgentStateInput extends inputClass<types.AgentStateInput, types.AgentStateInput<Json>>(
  stateRules,
) {}
export class AgentStateListQuery extends queryClass<types.AgentStateListQuery>(rules.StateListInput) {}
export class AgentEventInput extends inputClass<types.AgentEventInput, types.AgentEventInput<Json>>(
  eventMaker.input,
) {}
export class AgentEventKey extends queryClass<types.AgentEventKey>(rules.EventKeyInput) {}
export class AgentEventListQuery extends queryClass<types.AgentEventListQuery>(rules.EventListInput) {}
export class AgentEventPollQuery extends queryClass<types.AgentEventPollQuery>(rules.EventPollInput) {}
export class AgentEventCommitInput extends inputClass<types.AgentEventCommitInput>(commitRules) {}
export class AgentEventTrimQuery extends queryClass<types.AgentEventTrimQuery>(rules.EventTrimInput) {}
export class AgentConsumerKey extends queryClass<types.AgentConsumerKey>(consumerKeyRules) {}
export class AgentConsumerListQuery extends queryClass<types.AgentConsumerListQuery>(
  rules.ConsumerListInput,
) {}
export class AgentLeaseInput extends inputClass<types.AgentLeaseInput>(rules.LeaseAcquireInput) {}
export class AgentLeaseRenewInput extends inputClass<types.AgentLeaseRenewInput>(rules.LeaseRenewalInput) {}
export class AgentLeaseKey extends queryClass<types.AgentLeaseKey>(rules.LeaseKeyInput) {}
export class AgentLeaseListQuery extends queryClass<types.AgentLeaseListQuery>(rules.LeaseListInput) {}
