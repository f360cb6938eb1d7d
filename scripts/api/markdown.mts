import type { Member, TypeText } from "./model.mjs";

/** The link to a type or a class from the current page; undefined if it has no page. */
export type AddressOf = (name: string) => string | undefined;

export const code = (text: string): string => `\`${text}\``;

/** The anchor of a heading on GitHub. */
export const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")}`;

/** One line, as table cells require. A bar is escaped, in code too. */
export const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

/**
 * A type as a link. The target is the first named type on the same page, or else on another page.
 */
export function typeLink({ text, names }: TypeText, addressOf: AddressOf): string {
  const addresses = names.map(addressOf).filter((address) => address !== undefined);
  const address = addresses.find((each) => each.startsWith("#")) ?? addresses[0];
  return address ? `[${code(text)}](${address})` : code(text);
}

/** The same, with a link for each named type. */
export function typeLinks({ text, names }: TypeText, addressOf: AddressOf): string {
  const links = names.flatMap((name) => {
    const address = addressOf(name);
    return address ? [`[${code(name)}](${address})`] : [];
  });
  return links.length === 0 ? code(text) : `${code(text)}: see ${links.join(", ")}`;
}

export function memberTable(kind: string, members: Member[], addressOf: AddressOf): string {
  const rows = members.map(({ name, type, optional, doc }) => [
    code(optional && !name.startsWith("[") ? `${name}?` : name),
    typeLink(type, addressOf),
    doc,
  ]);
  return table([kind, "type", ""], rows);
}

export const example = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;

/** Joins the existing parts with an empty line between them. */
export const blocks = (...texts: (string | string[])[]): string =>
  texts
    .flat()
    .filter((text) => text !== "")
    .join("\n\n");
