import type { SourceWarning } from '@godwit/contract'
import type { Cell } from '../dialect.ts'

/** Formats that a reader of their own turns into plain parts. Delimited text, JSON and Parquet need none. */
export const readerFormats = [
  'arrow',
  'avro',
  'docx',
  'email',
  'gzip',
  'html',
  'icalendar',
  'ldif',
  'markdown',
  'mbox',
  'ods',
  'pdf',
  'sql',
  'sqlite',
  'tar',
  'vcard',
  'xls',
  'xlsb',
  'xlsx',
  'xml',
  'yaml',
  'zip',
  'zstd',
] as const
export type ReaderFormat = (typeof readerFormats)[number]

/**
 * A file to read. `name` is what its author called it; `path` is where it lies, readable only. `options` are what a
 * person has set for the file, such as a password; empty most of the time.
 */
export type ReaderInput = { path: string; name: string; options: Readonly<Record<string, string>> }

/** A rectangle of cells, as on a worksheet or a page: rows are added in order, each with its 1-based number there. */
export type GridWriter = {
  /** `row` grows from call to call; the numbers left out are blank rows. A cell is its text as a person sees it, or null. */
  add(row: number, cells: readonly Cell[]): void
  /** Of cells merged into one, the corners: 1-based rows, 0-based columns, both ends counted. */
  merge(area: MergedArea): void
  close(end?: { warnings?: SourceWarning[]; lastRow?: number }): void
}
export type MergedArea = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number }

/** A list of records: values that JSON can say, nested as they are. */
export type RecordWriter = {
  add(value: unknown): void
  close(end?: { warnings?: SourceWarning[] }): void
}

/**
 * Where a reader puts what it finds. Each part is written to disk as it comes, so memory does not grow with the file.
 * `part` names the part within its file (a sheet, a page, a member); null where the file is one part.
 */
export type ReaderOutput = {
  /** `firstRow`: where the grid begins, if not at row 1: what is above belongs to others. */
  grid(part: string | null, area?: { firstRow?: number }): GridWriter
  records(part: string | null): RecordWriter
  /** A file within the file, to be read by what it turns out to be. Its bytes are to be written to the path given. */
  file(name: string): { path: string; close(end?: { warnings?: SourceWarning[] }): void }
  /** Concerns the file as a whole. */
  warn(warning: SourceWarning): void
  /** Tells that the work goes on; one that says nothing for eight seconds of work is stopped. */
  progress(bytes: number): void
}

/**
 * Reads one format. It runs in a process of its own that may read this file and write its parts and nothing else, so
 * that whatever a hostile file does to it, it does to nobody else. What is wrong with the file is thrown as UnreadableFile.
 */
export type Reader = (input: ReaderInput, output: ReaderOutput) => Promise<void>

/** What is wrong with a file, in a sentence for the person who sent it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
}

/** A part that a reader has written, as the parent process learns of it. */
export type ReadPart = { part: string | null; path: string; warnings: SourceWarning[] } & (
  | { kind: 'grid'; rows: number; firstRow: number; lastRow: number; merged: MergedArea[] }
  | { kind: 'records'; rows: number }
  | { kind: 'file' }
  /** Found, but not one to be laid out as a table; `why` says why not. */
  | { kind: 'unreadable'; why: string }
)
