/** What a scrubbed place reads. */
const mark = '[secret]'

/** Shorter values would tear holes into ordinary words; they are no secrets worth the name. */
const minLength = 4

/**
 * The forms in which a secret may turn up in a text that others wrote: as it is, base64 and base64url (at each of the
 * three alignments inside a longer text, such as `user:password`), hex, URL-encoded, form-encoded, JSON-escaped.
 */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const forms = new Set<string>([secret])
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  forms.add(json)
  forms.add(JSON.stringify(json).slice(1, -1))
  forms.add(secret.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`))
  forms.add(url)
  forms.add(encodeURIComponent(url))
  forms.add(new URLSearchParams({ x: secret }).toString().slice(2))
  forms.add(url.replace(/%20/g, '+'))
  forms.add(url.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`))
  forms.add(url.replace(/%[0-9A-F]{2}/g, (c) => c.toLowerCase()))
  forms.add(secret.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`))
  forms.add(secret.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] as string))
  const hex = bytes.toString('hex')
  forms.add(hex)
  forms.add(hex.toUpperCase())
  for (const base64 of alignedBase64(bytes)) {
    forms.add(base64)
    forms.add(base64.replace(/\+/g, '-').replace(/\//g, '_'))
    forms.add(base64.replace(/\+/g, '%2B').replace(/\//g, '%2F'))
  }
  return [...forms].filter((form) => form.length >= minLength)
}

/** The characters of base64 that the bytes alone decide, for each offset they can have inside a longer text. */
function alignedBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const skip = Math.ceil((offset * 8) / 6)
    const end = Math.floor(((offset + bytes.length) * 8) / 6)
    return text.slice(skip, end)
  })
}

/** Removes known secrets, in every encoding, from texts that leave the engine. The second net: nothing relies on it. */
export class Scrubber {
  readonly #forms = new Set<string>()
  #ordered: string[] | undefined

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret)
  }

  add(secret: string): void {
    if (secret.length < minLength) return
    for (const form of encodingsOf(secret)) this.#forms.add(form)
    this.#ordered = undefined
  }

  /** The text with `[secret]` wherever a known secret stood. Longer forms go first, so no tail is left. */
  scrub(text: string): string {
    this.#ordered ??= [...this.#forms].sort((a, b) => b.length - a.length)
    let out = text
    for (const form of this.#ordered) if (out.includes(form)) out = out.split(form).join(mark)
    return out
  }

  /** Scrubs every text inside a JSON-like value, keys included. */
  scrubValue<T>(value: T): T {
    if (typeof value === 'string') return this.scrub(value) as T
    if (Array.isArray(value)) return value.map((item) => this.scrubValue(item)) as T
    if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [this.scrub(key), this.scrubValue(item)]),
      ) as T
    return value
  }
}
