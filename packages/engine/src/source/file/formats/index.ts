import type { Reader, ReaderFormat } from '../reader/reader.ts'

/** The readers by format, loaded by the process that needs one: some bring large libraries. */
export const readers: Record<ReaderFormat, () => Promise<Reader>> = {
  arrow: async () => (await import('./arrow.ts')).readArrow,
  avro: async () => (await import('./avro.ts')).readAvro,
  docx: async () => (await import('./docx.ts')).readDocx,
  email: async () => (await import('./text/mail.ts')).readMail,
  gzip: async () => (await import('./packed-stream.ts')).readGzip,
  html: async () => (await import('./html.ts')).readHtml,
  icalendar: async () => (await import('./text/icalendar.ts')).readIcalendar,
  ldif: async () => (await import('./text/ldif.ts')).readLdif,
  markdown: async () => (await import('./markdown.ts')).readMarkdown,
  mbox: async () => (await import('./text/mbox.ts')).readMbox,
  ods: async () => (await import('./spreadsheet.ts')).readOds,
  pdf: async () => (await import('./pdf/read-pdf.ts')).readPdf,
  sql: async () => (await import('./sql/read-sql.ts')).readSql,
  sqlite: async () => (await import('./sqlite.ts')).readSqlite,
  tar: async () => (await import('./tar.ts')).readTar,
  vcard: async () => (await import('./text/vcard.ts')).readVcard,
  xls: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  xlsb: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  xlsx: async () => (await import('./xlsx/read-xlsx.ts')).readXlsx,
  xml: async () => (await import('./xml/read-xml.ts')).readXml,
  yaml: async () => (await import('./yaml.ts')).readYaml,
  zip: async () => (await import('./zip/read-zip.ts')).readZip,
  zstd: async () => (await import('./packed-stream.ts')).readZstd,
}
