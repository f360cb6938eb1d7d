export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
