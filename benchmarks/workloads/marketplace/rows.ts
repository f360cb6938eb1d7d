import type {
  MarketplaceAdvisory,
  MarketplaceInstall,
  MarketplaceRelease,
  MarketplaceSeverity,
} from "../../../src/stores/marketplace/types";
import type { Baseline } from "../baseline";

/** Nullable columns are typed as text if the filled rows always have a text in them. */
type Text = string;
type ReleaseColumns = [
  Text,
  Text,
  Text,
  unknown,
  Text,
  Text,
  Text,
  Text | null,
  Text | null,
  Text,
  unknown,
  unknown,
  number,
];
type AdvisoryColumns = [
  Text,
  Text,
  Text,
  Text | null,
  MarketplaceSeverity,
  Text,
  Text,
  Text | null,
  unknown,
  number,
];
type InstallColumns = [
  Text,
  Text,
  Text,
  Text,
  unknown,
  Text,
  Text | null,
  Text | null,
  unknown,
  unknown,
  number,
];

export const releaseReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (columns: unknown[]): MarketplaceRelease => {
    const row = columns as ReleaseColumns;
    return {
      attrs: JSON.parse(row[0]),
      pluginId: row[1],
      version: row[2],
      prerelease: isSet(row[3]),
      artifactUrl: row[4],
      checksumSha256: row[5],
      signature: row[6],
      signerFingerprint: row[7],
      minCoreVersion: row[8],
      notes: row[9],
      yanked: isSet(row[10]),
      publishedAt: date(row[11]),
      rowVersion: row[12],
    };
  };

export const advisoryReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): MarketplaceAdvisory => {
    const row = columns as AdvisoryColumns;
    return {
      attrs: JSON.parse(row[0]),
      id: row[1],
      pluginId: row[2],
      cveId: row[3],
      severity: row[4],
      description: row[5],
      affectedVersions: row[6],
      fixedIn: row[7],
      publishedAt: date(row[8]),
      rowVersion: row[9],
    };
  };

export const installReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (columns: unknown[]): MarketplaceInstall => {
    const row = columns as InstallColumns;
    return {
      attrs: JSON.parse(row[0]),
      id: row[1],
      pluginId: row[2],
      version: row[3],
      enabled: isSet(row[4]),
      config: JSON.parse(row[5]),
      trustTier: row[6],
      source: row[7],
      installedAt: date(row[8]),
      updatedAt: row[9] === null ? null : date(row[9]),
      rowVersion: row[10],
    };
  };
