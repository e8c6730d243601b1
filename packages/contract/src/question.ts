import { z } from 'zod'

/** Where a question comes from and what its answer changes. `samples` are at most 10 raw values. */
export const questionAboutSchema = z.object({
  table: z.string().nullable(),
  column: z.string().nullable(),
  template: z.string().nullable(),
  template_column: z.string().nullable(),
  affected_rows: z.int().nonnegative(),
  samples: z.array(z.string()).max(10),
})

/** Something only a person can decide. `id` is stable for the same question about the same data. */
export const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  allowCustom: z.boolean(),
  about: questionAboutSchema,
})
export type Question = z.infer<typeof questionSchema>

export const answersInputSchema = z.strictObject({
  answers: z.union([
    z.array(z.strictObject({ id: z.string().min(1), value: z.string().min(1).max(10_000) })).min(1),
    z.string().trim().min(1).max(10_000),
  ]),
})
export type AnswersInput = z.infer<typeof answersInputSchema>

/** One answered question: `value` is the chosen option's id, or free text where the question allows it. */
export type Answer = { id: string; question: string; value: string; by: string }

/** The id of an entry among a run's answers that is free text which has not been matched to its questions yet. */
export const leftTextId = 'left_text'
