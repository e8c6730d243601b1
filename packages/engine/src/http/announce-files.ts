import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { insertFile } from '../store/queries/insert-file.ts'
import { guessContentType } from './content-type.ts'
import { signUpload, uploadSigningKey } from './upload-token.ts'

/** How long an upload URL is good for. */
const uploadTtlMs = 60 * 60 * 1000

export type FileAnnouncement = { name: string; content_type?: string | null; size_bytes?: number | null }
export type AnnouncedFile = {
  id: string
  name: string
  storage_path: string
  signed_url: string
  token: string
  content_type: string
  expires_at: string
}

/**
 * Announces files of a migration and gives each a URL to PUT its bytes to: once, within an hour.
 *
 * @throws EngineError `upload_too_large` naming the files whose announced size is beyond the limit.
 */
export async function announceFiles(
  app: Pick<App, 'store' | 'config' | 'newId' | 'now'>,
  migrationId: string,
  files: readonly FileAnnouncement[],
): Promise<AnnouncedFile[]> {
  const limit = app.config.maxUploadBytes
  const tooLarge = files.flatMap((file, index) =>
    (file.size_bytes ?? 0) > limit ? [{ path: `files.${index}.size_bytes`, message: `at most ${limit} bytes` }] : [],
  )
  if (tooLarge.length > 0) {
    throw new EngineError('upload_too_large', `A file may have at most ${limit} bytes. Split it, or raise the limit.`, {
      details: tooLarge,
    })
  }
  const key = await uploadSigningKey(app.store)
  const now = app.now()
  const expires_at = new Date(now.getTime() + uploadTtlMs)
  const announced: AnnouncedFile[] = []
  for (const file of files) {
    const id = app.newId()
    const content_type = file.content_type || guessContentType(file.name)
    const storage_key = `files/${migrationId}/${id}`
    await insertFile(app.store, {
      id,
      migration_id: migrationId,
      name: file.name,
      content_type,
      announced_bytes: file.size_bytes ?? null,
      storage_key,
      expires_at,
      created_at: now,
    })
    const token = signUpload(key, { id, expires_at, content_type })
    announced.push({
      id,
      name: file.name,
      storage_path: storage_key,
      signed_url: `${app.config.publicUrl}/api/v1/uploads/${id}?token=${token}`,
      token,
      content_type,
      expires_at: expires_at.toISOString(),
    })
  }
  return announced
}
