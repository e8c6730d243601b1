const hiddenFrom = 0xe000
const hiddenTo = hiddenFrom + 0xff

const pairs: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['„', '”'],
  ['«', '»'],
  ['‘', '’'],
  ['`', '`'],
  ["'", "'"],
]

/**
 * A message whose quoted parts stand in plain double quotes, with letters that no word or separator is made of: so that
 * `"Smith and Sons, drop rows"` is one name to whatever takes the message apart. `reveal` gives the text back.
 */
export function hideQuotes(message: string): string {
  const said = message.replace(/[\uE000-\uF8FF]/g, '')
  let hidden = ''
  for (let at = 0; at < said.length; ) {
    const end = endOfQuote(said, at)
    if (end === null) hidden += said[at++]
    else {
      hidden += `"${hide(said.slice(at + 1, end))}"`
      at = end + 1
    }
  }
  return hidden
}

/** Where the quote that opens here closes; null where none opens. An apostrophe inside a word opens nothing. */
function endOfQuote(said: string, at: number): number | null {
  for (const [open, close] of pairs) {
    if (said[at] !== open) continue
    if (open === "'" && at > 0 && !/[\s([{=:,;>→]/.test(said[at - 1]!)) continue
    for (let end = said.indexOf(close, at + 1); end > at + 1; end = said.indexOf(close, end + 1)) {
      if (close !== "'" && close !== '’') return end
      if (end === said.length - 1 || /[\s)\]},.;:=!?→]/.test(said[end + 1]!)) return end
    }
  }
  return null
}

const hide = (inner: string): string =>
  inner.replace(/[\0-\xff]/g, (letter) => String.fromCharCode(hiddenFrom + letter.charCodeAt(0)))

/** What `hideQuotes` hid, as it was. */
export const reveal = (hidden: string): string =>
  hidden.replace(/[\uE000-\uE0FF]/g, (letter) => {
    const code = letter.charCodeAt(0)
    return code <= hiddenTo ? String.fromCharCode(code - hiddenFrom) : letter
  })

/** A name or value without its quotes and the full stop behind it. */
export function unquoted(said: string): string {
  const trimmed = said.trim()
  const quoted = /^"([^"]*)"[.!]?$/.exec(trimmed)
  if (quoted) return reveal(quoted[1]!)
  return reveal(trimmed.replace(/^["'“”‘’`]+|["'“”‘’`.]+$/g, '')).trim()
}

export const isQuoted = (said: string): boolean => /^"[^"]*"[.!]?$/.test(said.trim())
