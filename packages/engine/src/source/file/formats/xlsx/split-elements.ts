const longestItem = 8 * 1024 * 1024

/**
 * Cuts an XML document, as its text comes, into the elements of its one large list (`item` in `list`) and what stands around
 * them: they are nearly all of it and look alike, so that they are worth reading by a faster way than any XML.
 */
export class ElementSplitter {
  #text = ''
  #state: 'before' | 'items' | 'after' = 'before'
  readonly #list: string
  readonly #open: string
  readonly #close: string
  readonly #onItem: (item: string) => void
  readonly #onRest: (text: string) => void

  constructor(
    { list, item }: { list: string; item: string },
    onItem: (item: string) => void,
    onRest: (text: string) => void,
  ) {
    this.#list = `<${list}`
    this.#open = `<${item}`
    this.#close = `</${item}>`
    this.#onItem = onItem
    this.#onRest = onRest
  }

  add(piece: string) {
    if (this.#state === 'after') return this.#onRest(piece)
    this.#text += piece
    if (this.#state === 'before') this.#skipToItems()
    if (this.#state === 'items') this.#cutItems()
    // Something larger than any element of the list: the parser of XML holds no more of it than it must.
    if (this.#text.length > longestItem) {
      this.#state = 'after'
      this.finish()
    }
  }

  finish() {
    this.#onRest(this.#text)
    this.#text = ''
  }

  #skipToItems() {
    const data = this.#text.indexOf(this.#list)
    const end = data < 0 ? -1 : this.#text.indexOf('>', data)
    if (end < 0) return
    this.#onRest(this.#text.slice(0, end + 1))
    // An empty list closes itself.
    this.#state = this.#text[end - 1] === '/' ? 'after' : 'items'
    this.#text = this.#text.slice(end + 1)
    if (this.#state === 'after') this.finish()
  }

  #cutItems() {
    let from = 0
    for (;;) {
      const open = this.#text.indexOf('<', from)
      if (open < 0) break
      if (this.#text.length - open <= this.#open.length) break
      if (!this.#text.startsWith(this.#open, open) || /[\w:.-]/.test(this.#text[open + this.#open.length]!)) {
        // The end of the list, or something that is none of it: from here on, all of it is plain XML.
        this.#state = 'after'
        const rest = this.#text.slice(open)
        this.#text = ''
        return this.#onRest(rest)
      }
      const tagEnd = this.#text.indexOf('>', open)
      if (tagEnd < 0) break
      let end = tagEnd + 1
      if (this.#text[tagEnd - 1] !== '/') {
        const close = this.#text.indexOf(this.#close, tagEnd)
        if (close < 0) break
        end = close + this.#close.length
      }
      this.#onItem(this.#text.slice(open, end))
      from = end
    }
    this.#text = this.#text.slice(from)
  }
}
