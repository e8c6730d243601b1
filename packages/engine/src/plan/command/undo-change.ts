import type { Change, Try } from './change.ts'

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const german = ['null', 'eine', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn']

const back =
  /^(?:undo|revert|take back|roll back|rollback)(?:\s+(?:it|that|this|everything you just did))?(?:\s*(?:the\s+)?(?:last|latest|previous|most recent)?\s*(?<count>\d+|one|two|three|four|five|six|seven|eight|nine|ten)?\s*(?:changes?|updates?|edits?|steps?|ones?|commands?|times)?)$/i
const backGerman =
  /^(?:mach|mache|nimm)\s+(?:bitte\s+)?(?:(?:das|es)|(?:die|den)\s+(?:letzten?)\s*(?<count>\d+|eine|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)?\s*(?:änderung(?:en)?|schritte?)?)\s+(?:rückgängig|zurück)$/i
const version =
  /^(?:undo to|revert to|go back to|return to|restore|roll back to|zurück zu|gehe? zurück zu)\s+(?:the\s+)?(?:recipe\s+)?(?:version|v\.?)\s*(?<version>\d+)$/i

/** Whether a message speaks of going back, so that the earlier versions are wanted. */
export const asksToUndo = (message: string): boolean =>
  /\b(?:undo|revert|take back|roll ?back|go back|return to|restore|rückgängig|zurück)\b/i.test(message)

/** "undo", "undo the last two changes", "go back to version 3": an earlier recipe counts again, as a new version. */
export const undoChange: Try = (clause, { recipe, earlier = [] }) => {
  const exact = version.exec(clause)?.groups?.['version']
  if (exact !== undefined) {
    const found = earlier.find((each) => each.version === Number(exact))
    if (found) return restored(found, `Goes back to version ${exact}.`)
    return `There is no version ${exact} before the present one that could be gone back to.${known(earlier)}`
  }
  const match = back.exec(clause) ?? backGerman.exec(clause)
  if (!match) return null
  const said = match.groups?.['count']?.toLowerCase()
  const count =
    said === undefined ? 1 : /^\d+$/.test(said) ? Number(said) : Math.max(numbers.indexOf(said), german.indexOf(said))
  if (count === 0) return { recipe, said: 'Undoes nothing, as you said none.' }
  const found = earlier[count - 1]
  if (found)
    return restored(
      found,
      `Undoes the last ${count === 1 ? 'change' : `${count} changes`}: this is version ${found.version} again.`,
    )
  return earlier.length === 0
    ? 'There is no change to undo: the plan is as it was made.'
    : `There ${earlier.length === 1 ? 'is only one change' : `are only ${earlier.length} changes`} to undo.${known(earlier)}`
}

const known = (earlier: readonly { version: number }[]): string =>
  earlier.length === 0
    ? ''
    : ` Earlier versions: ${earlier
        .slice(0, 10)
        .map(({ version: each }) => each)
        .join(', ')}.`

const restored = (
  { version: restores, recipe }: { version: number; recipe: Change['recipe'] },
  said: string,
): Change => ({
  recipe,
  said,
  restores,
})
