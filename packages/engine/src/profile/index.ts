export { noWords, yesWords } from './boolean-words.ts'
export { dateFormat, encodings, formatsFor } from './date-formats.ts'
export { findDependencies } from './dependencies/find-dependencies.ts'
export { findKeys } from './dependencies/find-keys.ts'
export {
  findNearDuplicates,
  linkRecords,
  type NearDuplicate,
  type NearDuplicates,
} from './duplicates/find-near-duplicates.ts'
export { findInclusions } from './find-inclusions.ts'
export { kindOfValue } from './infer-kind.ts'
export { judgeColumn } from './judge-column.ts'
export { isPlaceholder } from './placeholders.ts'
export { profileTable } from './profile-table.ts'
export { readNumberLook } from './read-number.ts'
export { proposeRepairs, type RepairInput } from './repair/propose-repairs.ts'
export type { Repair, RepairRule } from './repair/repair.ts'
export { type ShapeCount, shapeOfText } from './value-shape.ts'
