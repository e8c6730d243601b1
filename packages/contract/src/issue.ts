import { z } from 'zod'

/** A cell that breaks a rule. Flagged rows are kept: `invalid` keeps a row out of a valid export, `needs_review` does not. */
export const issueSchema = z.object({
  /** The sheet row's `_id`. */
  row_id: z.int().positive(),
  column: z.string(),
  rule: z.enum(['required', 'unique', 'strict', 'link', 'type', 'ai', 'conversion']),
  severity: z.enum(['invalid', 'needs_review']),
  message: z.string(),
  /** The cell as it stands in the sheet; null for a missing one. */
  value: z.string().nullable(),
})
export type Issue = z.infer<typeof issueSchema>
