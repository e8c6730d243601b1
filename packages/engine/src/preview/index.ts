export { type CellRule, cellRules } from './cell-rules.ts'
export { type IssueSource, renderIssues, renderUnimportable } from './find-issues.ts'
export { type PreviewSource, renderPreview } from './render-preview.ts'
