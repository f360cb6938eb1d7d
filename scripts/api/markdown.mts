import type { Member, TypeText } from "./model.mjs";

/**
 * The address of a type or a class from the page that is being written; undefined where it has
 * none.
 */
export type AddressOf = (name: string) => string | undefined;

export const code = (text: string): string => `\`${text}\``;

/** The anchor that GitHub gives a heading. */
export const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")}`;

/** One line, as cells of a table have to be; a bar is escaped within code as well. */
export const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

/**
 * A type, as a link to the first in it that the same page tells of, or else that another page tells
 * of.
 */
export function typeLink({ text, names }: TypeText, addressOf: AddressOf): string {
  const addresses = names.map(addressOf).filter((address) => address !== undefined);
  const address = addresses.find((each) => each.startsWith("#")) ?? addresses[0];
  return address ? `[${code(text)}](${address})` : code(text);
}

/** The same, with a link for each type in it. */
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

/** What is there, with an empty line between. */
export const blocks = (...texts: (string | string[])[]): string =>
  texts
    .flat()
    .filter((text) => text !== "")
    .join("\n\n");
