import { z } from 'zod'

/**
 * One thing that a replay has compared. `expected` and `found` are SHA-256 in hex; `found` is null for what is gone or
 * cannot be read, and for what was not made again because what it is made from is not the same.
 *
 * - `input`: the rows of a staged table, against what the execute read.
 * - `recipe`: the recipe, against the one that the execute ran.
 * - `output`: the rows of a sheet made again, against what the execute made.
 * - `sheet`: the bytes of a sheet's CSV as it is kept (`found`), against those of the sheet made again (`expected`).
 */
export const replayPartSchema = z.object({
  kind: z.enum(['input', 'recipe', 'output', 'sheet']),
  name: z.string(),
  expected: z.string(),
  found: z.string().nullable(),
  same: z.boolean(),
})
export type ReplayPart = z.infer<typeof replayPartSchema>

/** What came of executing again: `identical` exactly when every part is the same. */
export const replaySchema = z.object({
  run_id: z.uuid(),
  migration_id: z.uuid(),
  recipe_version: z.int().positive(),
  identical: z.boolean(),
  /** The engine of the execute, and the one that replayed it. */
  engine: z.object({ was: z.string(), is: z.string() }),
  parts: z.array(replayPartSchema),
})
export type Replay = z.infer<typeof replaySchema>
