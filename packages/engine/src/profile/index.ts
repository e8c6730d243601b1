export { findInclusions } from './find-inclusions.ts'
export { profileTable } from './profile-table.ts'
