import { z } from 'zod'

/** Path parameters. One that cannot be an id is answered as one that nothing has: see `notFoundByParam`. */
export const migrationParams = z.object({ migration_id: z.uuid() })
export const runParams = z.object({ migration_id: z.uuid(), run_id: z.uuid() })
export const fileParams = z.object({ migration_id: z.uuid(), file_id: z.uuid() })
export const fileTableParams = z.object({
  migration_id: z.uuid(),
  file_id: z.uuid(),
  n: z.coerce.number().int().positive(),
})
export const sheetParams = z.object({ migration_id: z.uuid(), slug: z.string() })

/** A query flag: `true` or `false`, and what people write for them. */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .default('false')
  .transform((value) => value === 'true' || value === '1')
