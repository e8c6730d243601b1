import type { App } from '../app.ts'

/**
 * Removes everything that a run has put into storage. Only for a run that has ended without a result, when no worker
 * writes for it any more. What cannot be removed now is left to the sweep at the next start.
 */
export async function removeRunObjects(
  app: Pick<App, 'storage' | 'log'>,
  migrationId: string,
  runId: string,
): Promise<void> {
  for (const room of ['staged', 'sheets']) {
    try {
      await app.storage.remove(`${room}/${migrationId}/${runId}/`)
    } catch (error) {
      app.log.warn({ err: error, runId }, 'objects of an ended run could not be removed yet')
    }
  }
}
