import { z } from 'zod'

const name = z.string().trim().min(1).max(200)
const logoUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .nullable()

export const sourceInputSchema = z.strictObject({ name, logo_url: logoUrl.optional() })
export const sourceChangeSchema = z
  .strictObject({ name: name.optional(), logo_url: logoUrl.optional() })
  .refine((change) => Object.keys(change).length > 0, 'name what to change: name or logo_url')
