export { type FilledSheet, type FilledSheets, type FillRequest, fillSheets } from './fill-sheets.ts'
export type { SheetColumn, SheetFile, SheetSet } from './sheet-set.ts'
