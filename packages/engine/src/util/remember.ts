/** A calculation that remembers its last `most` results by text; at that number it forgets them all and starts anew. */
export function remember<Result>(calculate: (text: string) => Result, most = 20_000): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const result = calculate(text)
    if (known.size >= most) known.clear()
    known.set(text, result)
    return result
  }
}
