import { createHash } from 'node:crypto'
import type { ExtractorBody, Template } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { chooseStreams } from '../../plan/index.ts'
import type { SourceStream } from '../../source/index.ts'
import { list } from '../say.ts'

/** What decides what is read, before it is kept as a version. */
export type ExtractorDraft = {
  sourceKey: string
  manifest: string | null
  config: Record<string, unknown>
  /** Null: those that the templates need. */
  selected: readonly string[] | null
}

export type Authored = { body: ExtractorBody; hash: string; leftOut: string[] }

/**
 * The extraction program of a connection: the streams that a person has selected, else those that the templates need.
 * The same inputs give the same hash. @throws EngineError `stream_unknown`.
 */
export function authorExtractor(
  { sourceKey, manifest, config, selected }: ExtractorDraft,
  streams: readonly SourceStream[],
  templates: readonly Template[],
): Authored {
  if (streams.length === 0) {
    throw new EngineError(
      'stream_unknown',
      `The source ${sourceKey} offers nothing to read. Check that the credentials may read something, then start the run again.`,
    )
  }
  const unknown = (selected ?? []).filter((name) => !streams.some((stream) => stream.name === name))
  if (unknown.length > 0) {
    throw new EngineError(
      'stream_unknown',
      `The source has no stream ${list(unknown)}. It has ${list(streams.slice(0, 30).map(({ name }) => name))}. Change selected_streams of the connection, then start the run again.`,
    )
  }
  const chosen = selected
    ? streams.filter(({ name }) => selected.includes(name)).map(({ name }) => ({ name, why: 'selected' }))
    : chooseStreams(streams, templates)
  const why = new Map(chosen.map((one) => [one.name, one.why]))
  const body: ExtractorBody = {
    source_key: sourceKey,
    manifest,
    config,
    streams: streams
      .filter(({ name }) => why.has(name))
      .map((stream) => ({ ...describe(stream), why: why.get(stream.name) ?? null })),
  }
  return {
    body,
    hash: createHash('sha256').update(canonicalJson(body)).digest('hex'),
    leftOut: streams.filter(({ name }) => !why.has(name)).map(({ name }) => name),
  }
}

const describe = ({ name, json_schema, primary_key, cursor_field, supports_incremental }: SourceStream) => ({
  name,
  json_schema,
  primary_key,
  cursor_field,
  supports_incremental,
})

/** JSON with keys in order, so that equal values have equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
