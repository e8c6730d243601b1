import type { Template } from '@godwit/contract'
import type { TemplateRow } from '../../../store/queries/select-templates.ts'

export const renderTemplate = ({ drafted: _, ...row }: TemplateRow): Template => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})
