export { knownEncodings } from '../source/file/index.ts'
export { stageFile } from './stage-file.ts'
export { type StagedStream, type StageStreamOptions, stageStream } from './stage-stream.ts'
export type { LocalStagedTable, StagedFile, StageFileOptions, StageProgress } from './staged-file.ts'
