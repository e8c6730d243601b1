/** One server-sent event. `id` is null where the server gave none. */
export type ServerSentEvent = { id: string | null; type: string; data: string }

/**
 * Reads server-sent events out of text that comes in pieces of any size, as the HTML standard says
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). Comments are skipped, and an
 * event that was not ended by a blank line is never given out.
 */
export class SseParser {
  #rest = ''
  #id: string | null = null
  #type = ''
  #data: string[] = []

  /** The events that `piece` completes, in order. */
  push(piece: string): ServerSentEvent[] {
    this.#rest += piece
    // a lone \r at the end may be the first half of \r\n: it waits for what follows
    const whole = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest
    const lines = whole.split(/\r\n|\r|\n/)
    const unfinished = lines.pop() ?? ''
    this.#rest = unfinished + this.#rest.slice(whole.length)
    return lines.flatMap((line) => this.#take(line))
  }

  #take(line: string): ServerSentEvent[] {
    if (line === '') {
      const event = { id: this.#id, type: this.#type || 'message', data: this.#data.join('\n') }
      const any = this.#data.length > 0
      this.#type = ''
      this.#data = []
      return any ? [event] : []
    }
    const colon = line.indexOf(':')
    if (colon === 0) return []
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id' && !value.includes('\0')) this.#id = value
    if (field === 'event') this.#type = value
    if (field === 'data') this.#data.push(value)
    return []
  }
}
