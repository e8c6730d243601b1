import type { ExtractorBody } from '@godwit/contract'
import { list } from '../say.ts'

type Stream = ExtractorBody['streams'][number]

/** In words, how an extraction program differs from an earlier version of it. Settings are named, never told. */
export function describeChange(before: ExtractorBody, after: ExtractorBody): string[] {
  const known = new Map(before.streams.map((stream) => [stream.name, stream]))
  const named = new Set(after.streams.map(({ name }) => name))
  const added = after.streams.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  const dropped = before.streams.filter(({ name }) => !named.has(name)).map(({ name }) => name)
  const settings = changedKeys(before.config, after.config)
  return [
    ...(settings.length > 0 ? [`other settings (${some(settings)})`] : []),
    ...(added.length > 0 ? [`${some(added)} read too`] : []),
    ...(dropped.length > 0 ? [`${some(dropped)} read no more`] : []),
    ...after.streams.flatMap((stream) => {
      const earlier = known.get(stream.name)
      const changes = earlier ? streamChanges(earlier, stream) : []
      return changes.length > 0 ? [`${stream.name}: ${changes.join(', ')}`] : []
    }),
    ...(before.manifest === after.manifest ? [] : ['how it is asked is written anew']),
  ]
}

/** Streams whose old cursors and rows mean nothing to the present program: what makes a record unique or new is another. */
export const restartedStreams = (before: ExtractorBody, after: ExtractorBody): string[] =>
  after.streams.flatMap((stream) => {
    const earlier = before.streams.find(({ name }) => name === stream.name)
    return earlier && (keyOf(earlier) !== keyOf(stream) || cursorOf(earlier) !== cursorOf(stream)) ? [stream.name] : []
  })

function streamChanges(before: Stream, after: Stream): string[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)]
  const added = Object.keys(now).filter((name) => !Object.hasOwn(old, name))
  const gone = Object.keys(old).filter((name) => !Object.hasOwn(now, name))
  const changed = changedKeys(old, now).filter((name) => Object.hasOwn(old, name) && Object.hasOwn(now, name))
  return [
    ...(keyOf(before) === keyOf(after)
      ? []
      : [`the key is ${keyOf(after) || 'unknown'} and not ${keyOf(before) || 'unknown'}`]),
    ...(cursorOf(before) === cursorOf(after)
      ? []
      : [`changes are told by ${cursorOf(after) || 'nothing'} and not by ${cursorOf(before) || 'nothing'}`]),
    ...(added.length > 0 ? [`new ${some(added)}`] : []),
    ...(gone.length > 0 ? [`without ${some(gone)}`] : []),
    ...(changed.length > 0 ? [`${some(changed)} of another type`] : []),
  ]
}

const keyOf = ({ primary_key }: Stream): string => primary_key.map((path) => path.join('.')).join(', ')
const cursorOf = ({ cursor_field }: Stream): string => cursor_field?.join('.') ?? ''

const propertiesOf = ({ json_schema }: Stream): Record<string, unknown> =>
  (json_schema['properties'] ?? {}) as Record<string, unknown>

const changedKeys = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  )

const most = 8
const some = (names: readonly string[]): string =>
  names.length <= most ? list(names) : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
