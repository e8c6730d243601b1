export { type FilledSheet, type FilledSheets, type FillRequest, fillSheets } from './fill-sheets.ts'
export { type CellLineage, type RowLineage, readLineage } from './read-lineage.ts'
export { readPreview } from './read-preview.ts'
export {
  type RowFilter,
  readColumnNames,
  readSheetPage,
  renderFiltered,
  type SheetPage,
  type SheetRow,
} from './read-sheet-page.ts'
export type { SheetColumn, SheetFile, SheetSet } from './sheet-set.ts'
