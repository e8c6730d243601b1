import { openRandom } from './pollute/base-table.ts'
import { dialectPollutions } from './pollute/pollute-dialect.ts'
import { encodingPollutions } from './pollute/pollute-encoding.ts'
import { rowPollutions } from './pollute/pollute-rows.ts'
import { structurePollutions } from './pollute/pollute-structure.ts'
import type { PollutedFile, Pollution } from './pollute/pollution.ts'

export type { ExpectedTable, PollutedFile } from './pollute/pollution.ts'

const all: Record<string, Pollution> = {
  ...dialectPollutions,
  ...rowPollutions,
  ...structurePollutions,
  ...encodingPollutions,
}

/** What can be wrong with a file, or at least not as a reader would like it. */
export const pollutions: readonly string[] = Object.keys(all)

/** A random table in a file with one thing wrong, and what a reader has to make of it: the same for the same seed. */
export const polluteTable = (pollution: string, seed: number): PollutedFile => all[pollution]!(openRandom(seed))
