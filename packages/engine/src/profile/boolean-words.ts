/** Words for yes and no as columns hold them, lower-cased. Single letters and digits count only beside their opposite. */
export const yesWords = new Set([
  'true',
  't',
  'yes',
  'y',
  '1',
  'on',
  'x',
  '✓',
  '✔',
  'active',
  'enabled',
  'wahr',
  'ja',
  'j',
  'vrai',
  'oui',
  'o',
  'verdadero',
  'sí',
  'si',
  's',
  'sim',
  'waar',
  'a',
  'aktiv',
  'actif',
  'activo',
  'ativo',
  'actief',
])
export const noWords = new Set([
  'false',
  'f',
  'no',
  'n',
  '0',
  'off',
  'inactive',
  'disabled',
  'falsch',
  'nein',
  'faux',
  'non',
  'falso',
  'não',
  'nao',
  'onwaar',
  'nee',
  'i',
  'inaktiv',
  'inactif',
  'inactivo',
  'inativo',
  'inactief',
])

/** Whether the distinct values of a column are the words of a yes-or-no vocabulary. */
export function isBooleanVocabulary(values: readonly string[]): boolean {
  const words = [...new Set(values.map((value) => value.trim().toLowerCase()))]
  if (words.length === 0 || words.length > 12) return false
  if (!words.every((word) => yesWords.has(word) || noWords.has(word))) return false
  // A lone X (or 1) beside empty cells marks a yes; any other lone word says nothing about its opposite.
  if (words.length === 1) return ['x', '✓', '✔', 'true', 'yes', 'ja'].includes(words[0]!)
  return words.some((word) => yesWords.has(word)) && words.some((word) => noWords.has(word))
}
