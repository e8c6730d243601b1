/** A caller's own id for a request is kept when it is harmless in logs and headers. */
const saneToken = /^[A-Za-z0-9._:-]{1,128}$/

/** The id of a request: the caller's `x-request-id` if it is a sane token, else a new one. */
export function requestIdOf(header: string | string[] | undefined, newId: () => string): string {
  return typeof header === 'string' && saneToken.test(header) ? header : newId()
}
