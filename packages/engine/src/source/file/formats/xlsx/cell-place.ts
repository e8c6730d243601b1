/** The 0-based column of a reference such as `AB12`; -1 where it names none. */
export function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  return column - 1
}

/** The 1-based row of a reference such as `AB12`; 0 where it names none. */
export const rowOf = (reference: string): number => Number(/\d+/.exec(reference)?.[0] ?? 0)
