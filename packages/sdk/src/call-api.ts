import { type Call, type Requester, unwrap } from './request.ts'

/** What every call of the SDK takes last. */
export type CallOptions = {
  signal?: AbortSignal
  /** Name the call yourself where your own retry must not do it twice; the SDK makes one up for every POST. */
  idempotencyKey?: string
}

/** One page of a list; `next_cursor` is null on the last. */
export type PageQuery = { limit?: number; cursor?: string | null }

/** Makes the call and gives the reply, or throws a GodwitError. */
export async function callApi<Reply>(
  requester: Requester,
  call: Omit<Call, 'signal' | 'headers'>,
  options: CallOptions = {},
): Promise<Reply> {
  const headers: Record<string, string> = {}
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
  return unwrap(await requester.request<Reply>({ ...call, headers, signal: options.signal }))
}

/** `path('/migrations', id, 'runs')`, every part escaped. */
export const path = (root: string, ...parts: string[]): string =>
  [root, ...parts.map((part) => encodeURIComponent(part))].join('/')

/** Every item of a paged list, page after page, as it is asked for. */
export async function* everyPage<Item>(
  fetchPage: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>,
): AsyncGenerator<Item, void, void> {
  let cursor: string | null = null
  do {
    const page: { items: Item[]; next: string | null } = await fetchPage(cursor)
    yield* page.items
    cursor = page.next
  } while (cursor !== null)
}
