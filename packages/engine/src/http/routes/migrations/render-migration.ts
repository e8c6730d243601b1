import type { Migration } from '@godwit/contract'
import type { MigrationRow } from '../../../store/queries/select-migrations.ts'

export const renderMigration = (row: MigrationRow): Migration => ({ ...row, created_at: row.created_at.toISOString() })
