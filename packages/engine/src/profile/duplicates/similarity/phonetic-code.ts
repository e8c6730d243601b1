const classes: readonly [RegExp, string][] = [
  [/ph/g, 'f'],
  [/(sch|sh|ch|tz|[szcxj])/g, 's'],
  [/(ck|[kqg])/g, 'k'],
  [/[dt]/g, 't'],
  [/[bp]/g, 'p'],
  [/[vwf]/g, 'f'],
  [/[mn]/g, 'n'],
  [/[lr]/g, 'l'],
]

/** A rough code of how a word sounds in European languages: similar consonants alike, vowels and doubles left out. */
export function phoneticCode(word: string): string {
  let code = word
  for (const [sounds, sound] of classes) code = code.replace(sounds, sound)
  const first = code.charAt(0)
  return (first + code.slice(1).replace(/[aeiouyh]/g, '')).replace(/(.)\1+/g, '$1').slice(0, 6)
}
