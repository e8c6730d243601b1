import type { Reader, ReaderFormat } from '../reader/reader.ts'

/** The readers by format, loaded by the process that needs one: some bring large libraries. */
export const readers: Record<ReaderFormat, () => Promise<Reader>> = {
  gzip: async () => (await import('./gzip.ts')).readGzip,
  ods: async () => (await import('./spreadsheet.ts')).readOds,
  xls: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  xlsb: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  zip: async () => (await import('./zip/read-zip.ts')).readZip,
  xlsx: async () => (await import('./xlsx/read-xlsx.ts')).readXlsx,
  markdown: async () => (await import('./markdown.ts')).readMarkdown,
}
