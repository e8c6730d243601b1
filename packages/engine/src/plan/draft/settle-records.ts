import type { AnswerBook } from '../ask/answers.ts'
import { askRecords } from '../ask/ask.ts'
import { fold } from '../match/name-words.ts'
import { readTemplateIntent } from '../match/template-intent.ts'
import type { Probe } from '../shape/view.ts'
import { compareDuplicates } from './compare-duplicates.ts'
import type { Draft } from './draft.ts'

/** Which of the values that rows of one record say counts: an empty cell never does. */
export type Keep = 'first' | 'last' | 'most_frequent'

/**
 * Where rows that speak of one record say different things about it: which of them count, as the description says, or
 * else as a person does. The first ones as long as that is open.
 */
export async function settleRecords(
  draft: Draft,
  key: readonly string[],
  probe: Probe,
  book: AnswerBook,
): Promise<Keep> {
  const [name] = key
  const drafted = name === undefined ? undefined : draft.columns.get(name)
  if (name === undefined || !drafted?.assigned || key.length > 1) return 'first'
  const { keep } = readTemplateIntent(draft.template)
  if (keep !== null) return keep
  const said = (column: string) => {
    const intent = draft.intents.get(column)!
    return intent.ofGroup !== undefined || intent.count !== undefined || intent.mostFrequentSpelling === true
  }
  const open = [...draft.columns].filter(([column]) => column === name || !said(column))
  const found = await compareDuplicates({ ...draft, columns: new Map(open) }, name, probe)
  if (found === null || found.disputed.keys === 0) return 'first'
  const question = askRecords(
    {
      template: draft.template.slug,
      column: draft.template.columns.find((each) => each.name === name)!,
      table: draft.view.table.name,
      source: drafted.assigned.candidate.label,
    },
    found.disputed,
  )
  return book.decide(question, readKeep) ?? 'first'
}

/** What an answer says about values that differ: an id, or words. */
function readKeep(answer: string): Keep | null {
  if (answer === 'first' || answer === 'last' || answer === 'most_frequent') return answer
  const said = fold(answer)
  const ways = [
    /\b(frequent|usual|common|often|majority|most of)\b/.test(said) ? ('most_frequent' as const) : null,
    /\b(first|oldest|earliest|top)\b/.test(said) ? ('first' as const) : null,
    /\b(last|newest|latest|most recent|bottom)\b/.test(said) ? ('last' as const) : null,
  ].filter((way) => way !== null)
  return ways.length === 1 ? ways[0]! : null
}
