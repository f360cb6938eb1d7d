/**
 * Statements of PostgreSQL as one statement, which is one round trip. It returns the rows of the
 * first. None may read what another one writes: all of them see the tables as they were before.
 * References are checked at the end, so their order does not matter.
 */
export function oneStatement(texts: readonly string[]): string {
  let parameters = 0;
  const parts = texts.map((text, i) => {
    let own = 0;
    const numbered = text.replace(/\$(\d+)/g, (_, n: string) => {
      own = Math.max(own, Number(n));
      return `$${parameters + Number(n)}`;
    });
    parameters += own;
    // A row with its search entries has common table expressions already, which cannot be nested.
    const within = /^\s*with ([\s\S]*\)) select \* from main\s*$/.exec(numbered);
    return within ? within[1] : `part${i} as (${numbered})`;
  });
  return `with ${parts.join(", ")} select * from part0`;
}
