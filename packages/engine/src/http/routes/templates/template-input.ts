import { slugSchema, templateInputSchema } from '@godwit/contract'
import { z } from 'zod'

const { name, columns } = templateInputSchema.shape
const description = z.string().max(4000)
/** Enough to judge columns by; what is meant to be migrated is uploaded. */
const sampleCsv = z.string().min(1).max(5_000_000).describe('A sample with a header, from which columns are drafted')

/** Either `columns`, as a person writes them, or `sample_csv`, from which they are drafted. */
export const newTemplateSchema = z
  .strictObject({
    slug: slugSchema.optional(),
    name,
    description: description.default(''),
    columns: columns.optional(),
    sample_csv: sampleCsv.optional(),
    draft: z.boolean().default(false).describe('With sample_csv: true returns the draft without saving it'),
  })
  .superRefine((input, context) => {
    const sent = [input.columns, input.sample_csv].filter((value) => value !== undefined).length
    if (sent !== 1)
      context.addIssue({ code: 'custom', path: ['columns'], message: 'send either columns or sample_csv' })
    if (input.draft && input.sample_csv === undefined) {
      context.addIssue({ code: 'custom', path: ['draft'], message: 'only a sample_csv can be drafted from' })
    }
  })

export const templateChangeSchema = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    columns: columns.optional(),
    sample_csv: sampleCsv.optional(),
    draft: z.boolean().default(false).describe('With sample_csv: true returns the new draft without saving it'),
  })
  .superRefine((change, context) => {
    const { draft, ...rest } = change
    const sent = Object.values(rest).filter((value) => value !== undefined)
    if (sent.length === 0) context.addIssue({ code: 'custom', path: [], message: 'name what to change' })
    if (change.columns && change.sample_csv !== undefined) {
      context.addIssue({ code: 'custom', path: ['sample_csv'], message: 'send either columns or sample_csv' })
    }
    if (draft && change.sample_csv === undefined) {
      context.addIssue({ code: 'custom', path: ['draft'], message: 'only a sample_csv can be drafted from' })
    }
  })
