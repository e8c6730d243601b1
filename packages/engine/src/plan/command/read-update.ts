import type { RecipeBody } from '@godwit/contract'
import type { Change, Try, WishScope } from './change.ts'
import { changeCase } from './change-case.ts'
import { changeSource } from './change-source.ts'
import { combineColumns } from './combine-columns.ts'
import { dedupeRows } from './dedupe-rows.ts'
import { filterRows } from './filter-rows.ts'
import { joinTable } from './join-table.ts'
import { mapColumn } from './map-column.ts'
import { mapValues } from './map-values.ts'
import { hideQuotes, reveal } from './quoting.ts'
import { readDates } from './read-dates.ts'
import { setConstant } from './set-constant.ts'
import { setDefault } from './set-default.ts'
import { splitColumn } from './split-column.ts'
import { leadingVerb, type Piece, splitPieces, splitSentences } from './split-message.ts'
import { suggest } from './suggest.ts'
import { undoChange } from './undo-change.ts'
import { unmapColumn } from './unmap-column.ts'
import { takeInsistence, withoutCourtesy } from './words.ts'

/** What a message asks to change, to be read by whoever understands messages: the rules here, or a model. */
export type UpdateContext = WishScope

/**
 * What was made of a message.
 *
 * - `change`: the changed recipe, with a sentence for each wish. `insists`: the person means it even where it does harm.
 *   `restores`: the version that an undo went back to, if the message ended with one. It still has to pass `checkRecipe`.
 * - `refused`: nothing changes. `why` says which part was not understood or cannot be done; `understood` are the parts
 *   that would have been possible; `suggestions` are things that can be said, the nearest first.
 */
export type UpdateReading =
  | { kind: 'change'; recipe: RecipeBody; said: string[]; insists: boolean; restores: number | null }
  | { kind: 'refused'; why: string; understood: string[]; suggestions: string[] }

/** In this order: what is said with more words comes before what the same words could mean in part. */
const wishes: readonly Try[] = [
  undoChange,
  dedupeRows,
  filterRows,
  setDefault,
  readDates,
  splitColumn,
  joinTable,
  changeSource,
  combineColumns,
  changeCase,
  mapValues,
  setConstant,
  mapColumn,
  unmapColumn,
]

const mostAttempts = 150

/**
 * Reads wishes in plain words, one or several in a message, and changes a recipe so. All or nothing: if any part is not
 * understood or cannot be done, nothing changes and the answer says which part. Pure: the same words over the same data
 * always mean the same.
 */
export function readUpdate(message: string, context: UpdateContext): UpdateReading {
  const { message: wished, insists } = takeInsistence(hideQuotes(message))
  const sentences = splitSentences(wished)
  if (sentences.length === 0)
    return { kind: 'refused', why: 'The message is empty.', understood: [], suggestions: suggest('', context) }
  let scope = context
  const said: string[] = []
  const wrong: string[] = []
  let restores: number | null = null
  for (const sentence of sentences) {
    const read = readSentence(sentence, scope)
    said.push(...read.said)
    wrong.push(...read.wrong)
    if (read.wrong.length === 0) {
      scope = { ...scope, recipe: read.recipe }
      restores = read.restores
    }
  }
  if (wrong.length === 0)
    return { kind: 'change', recipe: scope.recipe, said, insists, restores: said.length === 1 ? restores : null }
  return {
    kind: 'refused',
    why: [...new Set(wrong)].join(' '),
    understood: said,
    suggestions: suggest(reveal(wished), context),
  }
}

type Read = { recipe: RecipeBody; said: string[]; wrong: string[]; restores: number | null }

/** A sentence as wishes: where commas and "and"s divide them and where they belong to one is found by trying. */
function readSentence(sentence: string, scope: WishScope): Read {
  const pieces = splitPieces(withoutCourtesy(sentence))
  let attempts = 0
  const seek = (at: number, recipe: RecipeBody, verb: string | null): Change[] | null => {
    if (at >= pieces.length) return []
    for (const end of ends(pieces, at)) {
      const clause = clauseOf(pieces, at, end)
      for (const text of verb === null || pieces[at]!.begins ? [clause] : [clause, `${verb}${clause}`]) {
        if (++attempts > mostAttempts) return null
        const change = readWish(text, { ...scope, recipe })
        if (change === null || typeof change === 'string') continue
        const rest = seek(end, change.recipe, leadingVerb(text) ?? verb)
        if (rest !== null) return [change, ...rest]
      }
    }
    return null
  }
  const found = seek(0, scope.recipe, null)
  if (found !== null && found.length > 0)
    return {
      recipe: found.at(-1)!.recipe,
      said: found.map(({ said }) => said),
      wrong: [],
      restores: found.at(-1)!.restores ?? null,
    }
  return blame(pieces, scope)
}

/**
 * Where a wish that begins at a piece may end, likeliest first: before the next piece that begins with a verb, then
 * earlier, then later.
 */
function ends(pieces: readonly Piece[], at: number): number[] {
  const next = pieces.findIndex(({ begins }, index) => index > at && begins)
  const natural = next < 0 ? pieces.length : next
  const earlier = Array.from({ length: natural - at - 1 }, (_, back) => natural - 1 - back)
  const later = Array.from({ length: pieces.length - natural }, (_, on) => natural + 1 + on)
  return [natural, ...earlier, ...later]
}

const clauseOf = (pieces: readonly Piece[], from: number, to: number): string =>
  pieces
    .slice(from, to)
    .map(({ text, joint }, index) => (index === 0 ? text : `${joint}${text}`))
    .join('')

const isChange = (read: Change | string | null): boolean => read !== null && typeof read !== 'string'

/** Which of the wishes of a sentence is not understood, cut where verbs are. */
function blame(pieces: readonly Piece[], scope: WishScope): Read {
  let { recipe } = scope
  const said: string[] = []
  const wrong: string[] = []
  for (let at = 0; at < pieces.length; ) {
    const [natural, ...others] = ends(pieces, at)
    const read = (end: number) => readWish(clauseOf(pieces, at, end), { ...scope, recipe })
    // A part that is possible by itself is not what is wrong.
    const end = [natural!, ...others].find((each) => isChange(read(each))) ?? natural!
    const clause = clauseOf(pieces, at, end)
    const change = read(end)
    if (change === null) wrong.push(`"${reveal(clause)}" is nothing I know how to do.`)
    else if (typeof change === 'string') wrong.push(change)
    else {
      recipe = change.recipe
      said.push(change.said)
    }
    at = end
  }
  if (wrong.length === 0)
    wrong.push(`I cannot tell how the parts of "${reveal(clauseOf(pieces, 0, pieces.length))}" belong together.`)
  return { recipe, said, wrong, restores: null }
}

/** One wish: the first reading that is possible counts; else the first complaint. */
function readWish(clause: string, scope: WishScope): Change | string | null {
  const bare = withoutCourtesy(clause)
  if (bare === '') return null
  let complaint: string | null = null
  for (const wish of wishes) {
    const read = wish(bare, scope)
    if (read !== null && typeof read !== 'string') return read
    complaint ??= read
  }
  return complaint
}
