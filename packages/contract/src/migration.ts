import { z } from 'zod'
import { fileTableSchema } from './file-table.ts'
import { sourceWarningSchema } from './staged-table.ts'

/** awaiting_files → ready (a file or connection is there) → awaiting_approval (a preview is there) → completed (executed). */
export const migrationStatuses = ['awaiting_files', 'ready', 'awaiting_approval', 'completed'] as const
export type MigrationStatus = (typeof migrationStatuses)[number]

export const externalIdSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only')

export const migrationInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  source: z.string().max(200).nullish(),
  external_id: externalIdSchema.nullish(),
  templates: z.array(z.string().min(1)).min(1).nullish(),
})
export type MigrationInput = z.infer<typeof migrationInputSchema>

export const migrationSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  source: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  status: z.enum(migrationStatuses),
  templates: z.array(z.object({ slug: z.string(), name: z.string() })),
  external_id: z.string().nullable(),
  workbook_id: z.uuid(),
  default_profile_id: z.uuid(),
  created_at: z.iso.datetime(),
})
export type Migration = z.infer<typeof migrationSchema>

export const profileSchema = z.object({
  id: z.uuid(),
  external_id: z.string().nullable(),
  name: z.string(),
  is_default: z.boolean(),
})
export type Profile = z.infer<typeof profileSchema>

export const sourceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  logo_url: z.string().nullable(),
  migrations: z.int().nonnegative(),
  recipe_version: z.int().positive().nullable(),
})
export type Source = z.infer<typeof sourceSchema>

export const fileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  storage_path: z.string(),
  content_type: z.string(),
  size_bytes: z.int().nonnegative(),
  uploaded_at: z.iso.datetime(),
  sha256: z.string(),
  status: z.enum(['uploaded', 'staged', 'unreadable']),
  warnings: z.array(sourceWarningSchema),
  /** What the last run that read the file has found in it; empty before. */
  tables: z.array(fileTableSchema),
})
export type File = z.infer<typeof fileSchema>
