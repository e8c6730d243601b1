import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { claimUpload } from '../store/queries/claim-upload.ts'
import type { FileRow } from '../store/queries/file-row.ts'
import { findAnnouncedFile } from '../store/queries/find-announced-file.ts'
import { finishUpload } from '../store/queries/finish-upload.ts'
import { releaseUpload } from '../store/queries/release-upload.ts'
import { renewUpload } from '../store/queries/renew-upload.ts'
import { setMigrationReadiness } from '../store/queries/set-migration-readiness.ts'
import { mediaTypeOf } from './content-type.ts'
import { isUploadToken, uploadSigningKey } from './upload-token.ts'

/** The holder of a URL says this often that it still lives. */
const renewEveryMs = 20_000
/** A holder that has been silent for this long is dead (its process was killed), and the URL is free again. */
const deadAfterMs = 90_000
/** A client that sends nothing for this long has gone. */
const idleMs = 60_000

const uuid = z.uuid()

type Upload = { fileId: string; token: string; contentType: string | undefined; body: IncomingMessage }

/**
 * Takes the bytes of an announced file into storage, as they come, hashing on the way.
 *
 * The states of an upload URL:
 * - open: announced, `claimed_at` null. A PUT with the right token claims it.
 * - held: `claimed_at` is the holder's last sign of life. Any other PUT is refused.
 * - used: `uploaded_at` is set. It never works again.
 * An upload that fails for any reason (cut, too large, disk full) keeps nothing and opens the URL again, until it
 * expires; when the process dies, the URL opens by itself after 90 seconds.
 *
 * @throws EngineError `upload_forbidden` (forged, late, used or held), `upload_content_type_mismatch`,
 * `upload_too_large`, `upload_incomplete`, `out_of_disk`, `storage_unavailable`.
 */
export async function receiveUpload(
  app: Pick<App, 'store' | 'storage' | 'config' | 'now'>,
  upload: Upload,
): Promise<FileRow> {
  const file = await authorize(app, upload)
  if (mediaTypeOf(upload.contentType ?? '') !== mediaTypeOf(file.content_type)) {
    throw new EngineError(
      'upload_content_type_mismatch',
      `This file was announced as ${file.content_type}. Send it with that content-type header.`,
    )
  }
  const announced = upload.body.headers['content-length']
  if (announced !== undefined) checkSize(Number(announced), app.config.maxUploadBytes)
  const now = app.now()
  let held = now
  if (!(await claimUpload(app.store, file.id, now, new Date(now.getTime() - deadAfterMs)))) {
    throw forbidden('is being used by another request, or was used before')
  }
  const renew = async () => {
    const next = app.now()
    if (!(await renewUpload(app.store, file.id, held, next))) throw forbidden('was taken over by another request')
    held = next
  }
  try {
    const measured = { sizeBytes: 0, sha256: '' }
    await app.storage.write(file.storage_key, measure(upload.body, measured, app.config.maxUploadBytes, file, renew))
    return await finish(app, file, held, measured)
  } catch (error) {
    await releaseUpload(app.store, file.id, held)
    throw error
  }
}

async function authorize(app: Pick<App, 'store' | 'now'>, { fileId, token }: Upload): Promise<FileRow> {
  const file = uuid.safeParse(fileId).success ? await findAnnouncedFile(app.store, fileId) : null
  const key = await uploadSigningKey(app.store)
  if (!file || !isUploadToken(key, file, token)) throw forbidden('is not valid')
  if (file.uploaded_at !== null) throw forbidden('was used before')
  if (file.expires_at <= app.now()) throw forbidden('has expired')
  return file
}

/** The body as it is, counted and hashed; fails when it is too large, cut or not as long as it was announced. */
async function* measure(
  body: IncomingMessage,
  measured: { sizeBytes: number; sha256: string },
  limit: number,
  file: FileRow,
  renew: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let renewedAt = Date.now()
  body.setTimeout?.(idleMs, () => body.destroy())
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      measured.sizeBytes += chunk.byteLength
      checkSize(measured.sizeBytes, limit)
      hash.update(chunk)
      if (Date.now() - renewedAt > renewEveryMs) {
        await renew()
        renewedAt = Date.now()
      }
      yield chunk
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw incomplete('The upload was cut off', cause)
  }
  if (body.complete === false) throw incomplete('The upload was cut off')
  if (file.announced_bytes !== null && file.announced_bytes !== measured.sizeBytes) {
    throw incomplete(`${file.announced_bytes} bytes were announced and ${measured.sizeBytes} came`)
  }
  // Whoever has lost the URL in the meantime must not publish over what the new holder has sent.
  await renew()
  measured.sha256 = hash.digest('hex')
}

/** The file counts, and its migration is ready, from one and the same moment. */
async function finish(
  app: Pick<App, 'store' | 'storage' | 'now'>,
  file: FileRow,
  held: Date,
  { sizeBytes, sha256 }: { sizeBytes: number; sha256: string },
): Promise<FileRow> {
  const done = await app.store.transaction(async (tx) => {
    const row = await finishUpload(tx, { id: file.id, held, now: app.now(), size_bytes: sizeBytes, sha256 })
    if (row) await setMigrationReadiness(tx, file.migration_id)
    return row
  })
  if (done) return done
  await app.storage.remove(file.storage_key)
  throw forbidden('is not valid any more: the file or its migration was removed')
}

function checkSize(sizeBytes: number, limit: number): void {
  if (sizeBytes <= limit) return
  throw new EngineError(
    'upload_too_large',
    `A file may have at most ${limit} bytes. Nothing was kept. Split it, or raise the limit.`,
  )
}

const incomplete = (what: string, cause?: unknown) =>
  new EngineError('upload_incomplete', `${what}. Nothing was kept: send the whole file to the same URL again.`, {
    cause,
  })

const forbidden = (why: string) =>
  new EngineError('upload_forbidden', `This upload URL ${why}. Announce the file again to get a new one.`)
