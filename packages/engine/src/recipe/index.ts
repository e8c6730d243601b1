export { library, libraryMacros } from './library.ts'
export type { LibraryFunction } from './library-function.ts'
