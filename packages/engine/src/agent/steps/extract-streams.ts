import { EngineError } from '../../errors.ts'
import type { OpenConnection } from '../../source/index.ts'
import { selectConnections } from '../../store/queries/select-connections.ts'
import { extractConnection } from '../extract/extract-connection.ts'
import type { ExtractChoice, ExtractedConnection, ExtractResult } from '../extract/extract-result.ts'
import { authorSource, type Extractor, keepExtractor, openOrAsk } from '../extract/prepare-connection.ts'
import { isRefusal, requestCredentials } from '../extract/request-credentials.ts'
import { count, list, sayDone } from '../say.ts'
import type { Step, StepContext } from '../step.ts'

/**
 * Reads every source connection of the migration into storage, one after another: authors the extractor, reads, and
 * says what came. Missing or refused credentials are asked for; what has been read until then stays.
 */
export const extractStreams: Step = async (context) => {
  const connections = await stillThere(context, await chooseConnections(context))
  // All are opened before the first is read: a person who has to give credentials is asked at once.
  const opened: OpenConnection[] = []
  try {
    for (const id of connections) {
      if (context.finished.has(`extract/read/${id}`)) continue
      const one = await openOrAsk(context, id)
      if (!('source' in one)) return one
      opened.push(one)
    }
    const extractors = new Map<string, Extractor>()
    for (const [index, one] of opened.entries()) {
      try {
        const authored = await authorSource(context, one)
        opened[index] = authored.opened
        extractors.set(one.connection.id, await keepExtractor(context, authored.opened, authored))
      } catch (error) {
        if (isRefusal(error)) return requestCredentials(context, { ...one, error })
        throw error
      }
    }
    for (const one of opened) {
      const refused = await extractConnection(context, one, extractors.get(one.connection.id)!)
      if (refused) return refused
    }
  } finally {
    for (const { source } of opened) await source.close()
  }
  const extracted = connections.map((id) => context.finished.get(`extract/read/${id}`) as ExtractedConnection)
  const records = extracted.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream.records, 0)
  const result: ExtractResult = { connections: extracted }
  return {
    result,
    events: [
      sayDone(
        'extract',
        extracted.length > 0
          ? `Read ${count(records, 'record')} from ${list(extracted.map(({ source_name }) => source_name))}.`
          : 'Read nothing from live sources: the connections of this run have been removed.',
      ),
    ],
  }
}

async function chooseConnections(context: StepContext): Promise<ExtractChoice> {
  const earlier = context.finished.get('extract/connections')
  if (earlier) return earlier as ExtractChoice
  const rows = await selectConnections(context.services.store, context.run.migration_id)
  if (rows.length === 0) {
    throw new EngineError(
      'no_source_connection',
      'The source connection of this run has been removed. Attach one, or upload files, then start a new run.',
    )
  }
  const result: ExtractChoice = { connections: rows.map(({ id }) => id).toSorted() }
  await context.checkpoint('connections', { result })
  return result
}

/**
 * Without those that were removed while the run waited for a person, which the thread was told of then. What has been
 * read of a connection stays.
 */
async function stillThere(context: StepContext, { connections }: ExtractChoice): Promise<string[]> {
  const rows = await selectConnections(context.services.store, context.run.migration_id)
  const present = new Set(rows.map(({ id }) => id))
  return connections.filter((id) => present.has(id) || context.finished.has(`extract/read/${id}`))
}
