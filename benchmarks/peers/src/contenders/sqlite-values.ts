/** Instants in the format of the memory table on SQLite: `2025-01-31 23:59:59.123`, UTC. */
export function instantText(value: Date): string {
  const iso = value.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

export const dateOf = (text: string): Date => new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`);
