export { stageFile } from './stage-file.ts'
export type { LocalStagedTable, StagedFile, StageFileOptions, StageProgress } from './staged-file.ts'
