/** A document or query of the SMART distributions: texts by the letter of the field. */
export interface SmartRecord {
  /** As behind `.I`. */
  id: string;
  fields: Readonly<Record<string, string>>;
}

/**
 * Reads the format of Cranfield and CISI: `.I 12` begins a record, `.W` alone on a line begins a
 * field. Lines of a field are joined.
 */
export function readSmart(text: string): SmartRecord[] {
  const [, ...records] = text.replaceAll("\r", "").split(/^\.I\s+/m);
  return records.map((record) => {
    const [id = "", ...rest] = record.split(/^\.([A-Z])\s*$/m);
    const fields: Record<string, string> = {};
    for (let i = 0; i < rest.length; i += 2) {
      const joined = rest[i + 1]!.replace(/\s+/g, " ").trim();
      fields[rest[i]!] = [fields[rest[i]!], joined].filter(Boolean).join(" ");
    }
    return { id: id.trim(), fields };
  });
}
