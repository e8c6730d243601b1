import { z } from 'zod'
import type { ApiKeyRow } from '../../../store/queries/find-api-key.ts'
import { scopes } from '../../caller.ts'

/** A key as it is listed: `prefix` tells keys apart, the rest of it is not kept anywhere. */
export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()).describe('Empty: everything'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
})

export const apiKeyInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(scopes)).max(scopes.length).default([]),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
})

export const renderApiKey = (row: Omit<ApiKeyRow, 'hash'>): z.output<typeof apiKeySchema> => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
})
