import { ingest } from "../../../../src/data-migration/sources/ingest";
import { TestFiles } from "../files";
import { movedFrom } from "../moved";

export const files = new TestFiles();
afterAll(() => files.remove());

/** What becomes of rows that statements put into an empty file of this kind. */
export const dirty = (statements: string) => movedFrom(files.like("ingest", statements), ingest);
