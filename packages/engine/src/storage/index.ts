export { openFolderStorage } from './folder.ts'
export type { Storage } from './storage.ts'
