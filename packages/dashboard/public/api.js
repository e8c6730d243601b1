const storedKey = 'godwit-api-key'

/** The key lives as long as the tab: never in a cookie, in a URL, or on disk. */
export const apiKey = {
  get: () => sessionStorage.getItem(storedKey),
  set: (key) => sessionStorage.setItem(storedKey, key),
  forget: () => sessionStorage.removeItem(storedKey),
}

/** A reply that is not a success. `code` is the API's, or `network`. */
export class ApiError extends Error {
  constructor(code, message, status) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** One JSON call below `/api/v1`; every POST carries a name of its own, so that repeating it does nothing twice. */
export async function call(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  if (method === 'POST') headers['idempotency-key'] = randomName()
  const response = await send(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  return response.status === 204 ? null : response.json()
}

export const read = (path) => call('GET', path)

/** Sends a file's bytes to its signed URL. */
export async function upload(migrationId, file) {
  const content_type = file.type || 'application/octet-stream'
  const { files } = await call('POST', `/migrations/${migrationId}/files`, {
    files: [{ name: file.name, content_type }],
  })
  const { pathname, search } = new URL(files[0].signed_url)
  // through this origin: behind a proxy it is the one that the browser can reach
  const response = await fetch(pathname + search, {
    method: 'PUT',
    headers: { 'content-type': content_type },
    body: file,
  })
  if (!response.ok) throw await errorOf(response)
}

/** Saves a sheet as a file. The key travels in a header, which a plain link cannot do. */
export async function download(path, name) {
  const response = await send(path, {})
  const url = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Calls `onEvent` with each event of the thread, once and in order, until `signal` aborts; reconnects by itself. */
export async function follow(migrationId, onEvent, signal) {
  let last = 0
  for (let waitMs = 500; !signal.aborted; waitMs = Math.min(waitMs * 2, 5000)) {
    try {
      const headers = last > 0 ? { 'last-event-id': String(last) } : {}
      const path = `/migrations/${migrationId}/thread/stream?include=user&after=${last}`
      const { body } = await send(path, { headers, signal })
      let text = ''
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
        text += value.replaceAll('\r', '')
        const events = text.split('\n\n')
        text = events.pop()
        for (const event of events) {
          const data = event
            .split('\n')
            .filter((line) => line.startsWith('data:'))
            .map((line) => line.slice(5))
            .join('\n')
          if (data === '') continue
          const parsed = JSON.parse(data)
          if (parsed.sequence <= last) continue
          last = parsed.sequence
          waitMs = 500
          onEvent(parsed)
        }
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}

async function send(path, init) {
  let response
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers: { 'x-api-key': apiKey.get() ?? '', ...init.headers } })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError('network', 'The server could not be reached. Check that it runs, and try again.', 0)
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

async function errorOf(response) {
  const body = await response.json().catch(() => ({}))
  const details = (body.details ?? []).map(({ path, message }) => `${path}: ${message}`).join('; ')
  const message = body.error ?? `The server answered ${response.status}.`
  return new ApiError(body.code ?? 'unknown', details ? `${message} (${details})` : message, response.status)
}

/** `crypto.randomUUID` is missing where the page came over plain HTTP from another machine. */
function randomName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
