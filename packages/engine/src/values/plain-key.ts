/** A text as it is compared: without case, accents, dots and other marks; words stay apart by one blank. */
export const plainKey = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[øØ]/g, 'o')
    .replaceAll(/[łŁ]/g, 'l')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/['’`]s\b/g, 's')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
