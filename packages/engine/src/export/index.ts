export { type ExportRequest, exportSheet } from './export-sheet.ts'
