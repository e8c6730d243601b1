import type { Reader, ReaderFormat } from '../reader/reader.ts'

/** The readers by format, loaded by the process that needs one: some bring large libraries. */
export const readers: Record<ReaderFormat, () => Promise<Reader>> = {
  gzip: async () => (await import('./gzip.ts')).readGzip,
  xlsx: async () => (await import('./xlsx/read-xlsx.ts')).readXlsx,
  markdown: async () => (await import('./markdown.ts')).readMarkdown,
}
