import type { Agent, AgentLease, AgentState } from "../../../src/stores/agents/types";
import type { Baseline } from "../baseline";

/** Columns in order. `unknown`: the engines write these values differently. */
type AgentColumns = [string, string, string, string, string, string, unknown, unknown, unknown, number];
type StateColumns = [string, string, number, unknown, unknown];
type LeaseColumns = [string, string, number, unknown, unknown];

export const agentReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): Agent => {
    const row = columns as AgentColumns;
    return {
      id: row[0],
      name: row[1],
      definition: JSON.parse(row[2]),
      capabilities: JSON.parse(row[3]),
      config: JSON.parse(row[4]),
      status: row[5],
      createdAt: date(row[6]),
      updatedAt: date(row[7]),
      lastSeenAt: date(row[8]),
      version: row[9],
    };
  };

export const stateReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): AgentState => {
    const row = columns as StateColumns;
    return {
      key: row[0],
      value: JSON.parse(row[1]),
      version: row[2],
      createdAt: date(row[3]),
      updatedAt: date(row[4]),
    };
  };

export const leaseReader =
  ({ codec: { date }, scope: [tenant, workspace] }: Baseline) =>
  (columns: unknown[]): AgentLease => {
    const row = columns as LeaseColumns;
    return {
      tenant,
      workspace,
      name: row[0],
      holder: row[1],
      token: row[2],
      acquiredAt: date(row[3]),
      expiresAt: date(row[4]),
    };
  };
