import { externalIdSchema, profileSchema } from '@godwit/contract'
import { z } from 'zod'
import { EngineError } from '../../../errors.ts'
import { insertProfile } from '../../../store/queries/insert-profile.ts'
import { StoreConflict } from '../../../store/store.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const createProfile = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/profiles',
  summary: 'Add a profile',
  params: migrationParams,
  body: z.strictObject({ name: z.string().trim().min(1).max(200), external_id: externalIdSchema.nullish() }),
  reply: { status: 201, body: z.object({ profile: profileSchema }) },
  errors: ['migration_not_found', 'profile_conflict'],
  audit: (_call, { profile }) => ['profile.create', profile.id],
  async handle({ app, caller, params, body }) {
    const migration = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const profile = { id: app.newId(), external_id: body.external_id ?? null, name: body.name, is_default: false }
    try {
      await insertProfile(app.store, { ...profile, migration_id: migration.id, created_at: app.now() })
    } catch (error) {
      if (!(error instanceof StoreConflict && error.constraint === 'profiles_external_id')) throw error
      throw new EngineError('profile_conflict', 'This migration has a profile with this external_id already.', {
        details: [{ path: 'external_id', message: 'taken' }],
        cause: error,
      })
    }
    return { profile }
  },
})
