import type { Told } from './open-output.ts'
import type { ReaderFormat, ReaderInput } from './reader.ts'

/** What the parent tells a reader process, once. */
export type ToReader = { format: ReaderFormat; input: ReaderInput; outDir: string }

/** What a reader process tells its parent. After `done` or `failed` it ends. */
export type FromReader =
  | Told
  | { kind: 'done' }
  /** `expected`: the message is for the person who sent the file. */
  | { kind: 'failed'; message: string; expected: boolean }
