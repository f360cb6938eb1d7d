const VOID = new Set(["meta", "link", "input", "br"]);

/** The ids of a page, and its unbalanced tags. */
export function tagsOf(page: string): { ids: string[]; unbalanced: string[] } {
  const markup = page.replace(/<(script|style)>.*?<\/\1>/gs, "");
  const ids: string[] = [];
  const unbalanced: string[] = [];
  const open: string[] = [];
  for (const [tag, end, name, attributes] of markup.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/g,
  )) {
    const id = /\sid="([^"]*)"/.exec(attributes!);
    if (id !== null) ids.push(id[1]!);
    if (VOID.has(name!) || tag.endsWith("/>")) continue;
    if (end === "") open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else unbalanced.push(tag);
  }
  // Every < and > belongs to a tag: data is escaped.
  const rest = markup.replace(
    /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/g,
    "",
  );
  return { ids, unbalanced: [...unbalanced, ...open, ...(rest.match(/.{0,20}[<>].{0,20}/g) ?? [])] };
}
