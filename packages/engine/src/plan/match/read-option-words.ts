export type OptionReading = {
  /** Option → source words that mean it, lower-cased; '' is an empty cell. */
  words: Record<string, string[]>
  /** The option for whatever was not named. */
  otherwise: string | undefined
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * Reads what a description says about a list's values: `true for A/active/1/yes, false for I/no/empty`;
 * `active (also trialing, past_due) or ended (canceled, unpaid)`; `cleaned = unsubscribed`; `work for hours,
 * annual_leave for AL`; `CR = money in`; `yes when payment was received, else no`; `none if the person is not in it`.
 */
export function readOptionWords(said: string, options: readonly string[]): OptionReading {
  const words: Record<string, string[]> = {}
  const add = (option: string, list: string) => {
    const parsed = splitWords(list)
    if (parsed.length > 0) words[option] = [...new Set([...(words[option] ?? []), ...parsed])]
  }
  const anyOption = options
    .map(escape)
    .sort((a, b) => b.length - a.length)
    .join('|')
  for (const option of options) {
    const name = literally(option)
    const bounded = `(?<![\\w-])${name}(?![\\w-])`
    const stop = `(?=[;.]|,? (?:and|or)? ?(?:${anyOption})(?![\\w-]) (?:for|if|when|=|\\()|,? else\\b|$)`
    for (const [, list] of said.matchAll(new RegExp(`${bounded} (?:for|from) (.+?)${stop}`, 'gi'))) add(option, list!)
    for (const [, list] of said.matchAll(
      new RegExp(`${bounded} \\((?:also |for |e\\.g\\. |including )?([^()]+)\\)`, 'gi'),
    ))
      add(option, list!)
    for (const [, list] of said.matchAll(new RegExp(`([\\w/ -]{1,40}?) ?(?:=|→|->|means|counts as) ?${bounded}`, 'gi')))
      add(option, list!.replace(/^.*\b(?:and|or) /, ''))
  }
  const otherwise = new RegExp(
    `\\b(?:else|otherwise|anything else(?: is)?|all others?(?: are)?) "?(${anyOption})(?![\\w-])`,
    'i',
  ).exec(said)?.[1]
  return { words, otherwise: options.find((option) => option.toLowerCase() === otherwise?.toLowerCase()) }
}

/** `Ja/J/X`, `A, active or 1`: the words, with `empty` and `blank` as ''. Sentences are not words. */
function splitWords(list: string): string[] {
  return list
    .split(/\s*(?:\/|,|;|\bor\b|\band\b)\s*/)
    .map((word) =>
      word
        .trim()
        .replace(/^["“'(]|["”')]$/g, '')
        .toLowerCase(),
    )
    .map((word) =>
      ['empty', 'blank', 'nothing', 'missing', 'an empty cell', 'empty cells'].includes(word) ? '' : word,
    )
    .filter(
      (word, index, all) => (word !== '' || all[index] === '') && word.split(' ').length <= 3 && !word.includes('='),
    )
}
