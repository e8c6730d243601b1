import type { Template } from '@godwit/contract'
import { nameSimilarity } from './name-similarity.ts'

/** A stream of a live source, as far as it is known before it is read. */
export type StreamOffer = { name: string; json_schema: Record<string, unknown> }

/** A stream that is worth reading, with why. */
export type ChosenStream = { name: string; why: string }

/** From here on a stream is likely to hold what a template is about. */
const fits = 0.6
/** Streams about as good as the best are read too: which of them is meant is decided when their data is known. */
const closeTo = 0.12
/** A source that has no more streams than this is read whole when something is still missing. */
const fewStreams = 20

/**
 * Which streams the templates need, in the source's order, and which stay out. Rather one too many than one too few: a
 * stream that nothing uses is told of in the preview, one that was never read could be missed. So where a template finds
 * no stream by name or fields, a small source is read whole, and of a large one the three likeliest streams.
 */
export function chooseStreams(streams: readonly StreamOffer[], templates: readonly Template[]): ChosenStream[] {
  const why = new Map<string, string>()
  const choose = (name: string, reason: string) => {
    if (!why.has(name)) why.set(name, reason)
  }
  for (const template of templates) {
    const scored = streams
      .map((stream) => ({ name: stream.name, score: scoreStream(stream, template) }))
      .sort((a, b) => b.score - a.score)
    const best = scored[0]?.score ?? 0
    if (best >= fits) {
      for (const { name, score } of scored) {
        if (score >= fits && score >= best - closeTo) choose(name, `for ${template.name}`)
      }
    } else if (streams.length <= fewStreams) {
      for (const { name } of streams) choose(name, `may hold what ${template.name} needs`)
    } else {
      for (const { name } of scored.slice(0, 3)) choose(name, `may hold what ${template.name} needs`)
    }
    for (const { name } of streams) {
      const asking = template.columns.find((column) => nameSimilarity(column.name, name) >= 0.75)
      if (asking) choose(name, `for ${asking.name} of ${template.name}`)
    }
  }
  return streams.flatMap(({ name }) => (why.has(name) ? [{ name, why: why.get(name)! }] : []))
}

/** 0..1: alike in name, or in the fields that the template asks for. */
function scoreStream({ name, json_schema }: StreamOffer, template: Template): number {
  const named = Math.max(nameSimilarity(template.name, name), nameSimilarity(template.slug, name))
  const properties = Object.keys((json_schema['properties'] as object | undefined) ?? {})
  if (properties.length === 0 || template.columns.length === 0) return named
  const found = template.columns.filter((column) =>
    properties.some((property) => nameSimilarity(column.name, property, [template.name], [name]) >= 0.8),
  )
  const share = found.length / template.columns.length
  return Math.min(1, Math.max(named, 0.6 * named + 0.6 * share))
}
