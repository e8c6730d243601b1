import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../app.ts'
import { selectActiveRunIds } from '../store/queries/select-active-run-ids.ts'
import { selectDeadFileKeys } from '../store/queries/select-dead-file-keys.ts'
import { selectLiveClaims } from '../store/queries/select-live-claims.ts'
import { selectLiveKeys } from '../store/queries/select-live-keys.ts'
import { attemptsDir } from './attempts-dir.ts'

/**
 * Removes what dead processes have left: work folders of claims that are gone, and objects that nothing in the store
 * speaks of. Runs beside living workers.
 *
 * Safe, because the list of what is there is taken first and what counts is read afterwards: an object that became part
 * of the truth in between is seen as such, and one that is made later is not on the list. Objects of a run that has not
 * ended are left alone, since its worker may be about to name them.
 */
export async function sweepGarbage(
  app: Pick<App, 'store' | 'storage' | 'config' | 'log'>,
  signal: AbortSignal,
): Promise<{ folders: number; objects: number }> {
  const folders = await sweepFolders(app)
  const objects = await sweepObjects(app, signal)
  if (folders + objects > 0) app.log.info({ folders, objects }, 'removed what stopped work had left')
  return { folders, objects }
}

async function sweepFolders(app: Pick<App, 'store' | 'config'>): Promise<number> {
  const found = await readdir(attemptsDir(app)).catch(() => [])
  if (found.length === 0) return 0
  const live = await selectLiveClaims(app.store)
  const dead = found.filter((claim) => !live.has(claim))
  for (const claim of dead) await rm(join(attemptsDir(app), claim), { recursive: true, force: true })
  return dead.length
}

async function sweepObjects(app: Pick<App, 'store' | 'storage'>, signal: AbortSignal): Promise<number> {
  const made = [...(await app.storage.list('staged/')), ...(await app.storage.list('sheets/'))]
  const files = await app.storage.list('files/')
  if (made.length + files.length === 0) return 0
  const active = await selectActiveRunIds(app.store)
  const live = await selectLiveKeys(app.store)
  const dead = [
    ...made.filter((key) => !live.has(key) && !active.has(key.split('/')[2] ?? '')),
    ...(await selectDeadFileKeys(app.store, files)),
  ]
  for (const key of dead) {
    if (signal.aborted) break
    await app.storage.remove(key)
  }
  return dead.length
}
