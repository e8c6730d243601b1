import type { Template } from '@godwit/contract'
import { nameSimilarity } from './name-similarity.ts'

/** What the description of a whole template asks for. */
export type TemplateIntent = {
  /** Of several rows of one record the last counts (or the first). */
  keep: 'last' | 'first' | null
  /** Rows that are marked so are left out: "that is not deleted". */
  without: string[]
  /** Only rows whose parent is imported: the words that name it. */
  ofImported: string | null
}

export function readTemplateIntent(template: Pick<Template, 'description'>): TemplateIntent {
  const said = template.description.replace(/\s+/g, ' ')
  const keep =
    /\blast (line|row|record|entry|one|occurrence|state)?s?\b[^.]{0,20}\b(counts|wins|is kept|applies)\b|\bkeep(ing)? (only )?the last\b|\bnewest state last\b/i.test(
      said,
    )
      ? ('last' as const)
      : /\bfirst (line|row|record|entry|one|occurrence)?s?\b[^.]{0,20}\b(counts|wins|is kept|applies)\b|\bkeep(ing)? (only )?the first\b/i.test(
            said,
          )
        ? ('first' as const)
        : null
  const without = [
    ...[...said.matchAll(/\b(?:that|which|who) (?:is|are|was|were|has been|have been) not (\w+)/gi)].map(
      (match) => match[1]!,
    ),
    ...[...said.matchAll(/\b(?:except|without|excluding|no) (\w+) (?:ones|rows|records|\w+s)\b/gi)].map(
      (match) => match[1]!,
    ),
  ]
  const imported =
    /\b(?:of|for|with|belonging to) (?:an?|the) (?:imported|existing|migrated) (\w+)/i.exec(said)?.[1] ??
    /\b(?:named in|used by|used in|of|in|from) (?:the )?(\w+) that (?:is|are|were|was) (?:imported|migrated|kept)/i.exec(
      said,
    )?.[1] ??
    null
  return { keep, without: without.map((word) => word.toLowerCase()), ofImported: imported?.toLowerCase() ?? null }
}

/** The template that a word in another one's description names. */
export const templateNamed = (templates: readonly Template[], word: string): Template | undefined =>
  templates
    .map((template) => ({
      template,
      likeness: Math.max(nameSimilarity(template.name, word), nameSimilarity(template.slug, word)),
    }))
    .filter(({ likeness }) => likeness >= 0.8)
    .sort((a, b) => b.likeness - a.likeness)[0]?.template
