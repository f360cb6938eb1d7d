/**
 * `Did you mean …?` for a word that is none of these, where one of them is near; else nothing.
 * @param prefix of each, as it is shown
 */
export function suggestion(word: string, known: readonly string[], prefix = ""): string {
  const most = word.length < 4 ? 1 : word.length < 8 ? 2 : 3;
  const near = known
    .map((each) => ({ each, distance: each.startsWith(word) && word.length > 1 ? 1 : distance(word, each) }))
    .filter((found) => found.distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0] === undefined ? "" : ` Did you mean ${prefix}${near[0].each}?`;
}

/** How many letters have to be added, left out, changed or swapped with the next one. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const [above, before] = [rows[i - 1]!, row[j - 1]!];
      let least = Math.min(above[j]! + 1, before + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
