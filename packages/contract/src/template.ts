import { z } from 'zod'

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, 'a slug is lower-case letters and digits, joined by _ or -')
  .max(100)

export const columnTypes = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'email',
  'phone',
  'url',
  'currency',
  'country',
] as const
export type ColumnType = (typeof columnTypes)[number]

/** Where a link column's values must exist. Exactly one of `templateId` and `templateSlug` names the template. */
export const linkTargetSchema = z.strictObject({
  templateId: z.uuid().optional(),
  templateSlug: slugSchema.optional(),
  columnName: z.string().min(1),
})
export type LinkTarget = z.infer<typeof linkTargetSchema>

/**
 * One column of a template, and what its values must satisfy.
 *
 * - `desiredRule` `strict` needs `strictRule`: an RE2 pattern that the whole value must match, or a list of the
 *   allowed values. `link` needs `linkRule`: the value must exist in any of the named columns. `ai`: must fit the
 *   description.
 * - Rules judge values that are there; only `required` judges an empty cell.
 * - `type` is what the values are; it drives conversion and is checked where given.
 */
export const templateColumnSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(4000).default(''),
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  desiredRule: z.enum(['none', 'strict', 'link', 'ai']).default('none'),
  strictRule: z
    .union([z.string().min(1).max(4000), z.array(z.string().max(1000)).min(1).max(10_000)])
    .nullable()
    .default(null),
  linkRule: z.array(linkTargetSchema).min(1).nullable().default(null),
  type: z.enum(columnTypes).nullable().default(null),
  examples: z.array(z.string().max(1000)).max(20).default([]),
})
export type TemplateColumn = z.output<typeof templateColumnSchema>

/** The target schema of one importable object, as a person writes it. */
export const templateInputSchema = z.strictObject({
  slug: slugSchema.optional(),
  name: z.string().trim().min(1).max(200),
  description: z.string().max(4000).default(''),
  columns: z.array(templateColumnSchema).min(1).max(2000),
})
export type TemplateInput = z.output<typeof templateInputSchema>
/** The same as one writes it: whatever has a default may be left out. */
export type TemplateDraft = z.input<typeof templateInputSchema>

/** A template as it is kept: `version` starts at 1 and grows by one with every change. */
export const templateSchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  name: z.string(),
  description: z.string(),
  version: z.int().positive(),
  columns: z.array(templateColumnSchema),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export type Template = z.output<typeof templateSchema>
