import type { Profile, ProfileLink, ProfileNetwork } from "../../../src/stores/profiles/types";
import type { Baseline } from "../baseline";

/** Columns of a profile in order. `unknown`: the engines write these values differently. */
type ProfileColumns = [string, string, string, unknown, unknown, number];
type LinkColumns = [string, string, number, unknown, unknown, number];
/** Either a name with its depth and its profile (if it has one) and nulls, or nulls and a link. */
type NetworkColumns = [
  string | null,
  number,
  string | null,
  string,
  unknown,
  unknown,
  number,
  ...LinkColumns,
];

export const profileReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): Profile => {
    const row = columns as ProfileColumns;
    return {
      id: row[0],
      name: row[1],
      data: JSON.parse(row[2]),
      createdAt: date(row[3]),
      updatedAt: date(row[4]),
      version: row[5],
    };
  };

export const linkReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): ProfileLink => {
    const row = columns as LinkColumns;
    return {
      from: row[0],
      to: row[1],
      count: row[2],
      firstSeenAt: date(row[3]),
      lastSeenAt: date(row[4]),
      version: row[5],
    };
  };

export function networkOf({ codec: { date } }: Baseline, rows: unknown[][]): ProfileNetwork {
  const found: ProfileNetwork = { nodes: [], links: [] };
  for (const columns of rows) {
    const row = columns as NetworkColumns;
    const name = row[0];
    if (name === null) {
      found.links.push({
        from: row[7],
        to: row[8],
        count: row[9],
        firstSeenAt: date(row[10]),
        lastSeenAt: date(row[11]),
        version: row[12],
      });
      continue;
    }
    const id = row[2];
    const profile =
      id === null
        ? null
        : {
            id,
            name,
            data: JSON.parse(row[3]),
            createdAt: date(row[4]),
            updatedAt: date(row[5]),
            version: row[6],
          };
    found.nodes.push({ name, depth: row[1], profile });
  }
  return found;
}
