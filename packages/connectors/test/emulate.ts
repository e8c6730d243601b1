import { type Call, type Emulator, type Reply, serve } from './serve.ts'

/** A running emulator of one API: what tests may steer, and where the runtime finds it. */
export type ApiEmulator = Emulator & {
  /** For `openApiSource`: requests to the real origin go to the emulator. */
  origins: Record<string, string>
  /** Answers that come before any other, first one first: a 429, a 500. */
  next: Reply[]
}

/** Starts an emulator that checks the credentials of each call before it answers. */
export async function emulate(
  origin: string,
  isKnown: (call: Call) => boolean,
  answer: (call: Call) => Reply,
): Promise<ApiEmulator> {
  const next: Reply[] = []
  const emulator = await serve((call) => {
    const first = next.shift()
    if (first) return first
    // Some APIs repeat the key that they refuse: it must not travel on.
    if (!isKnown(call))
      return {
        status: 401,
        body: {
          message: `Invalid credentials: ${call.headers.authorization ?? call.headers['x-api-key'] ?? call.headers['x-api-token']}`,
        },
      }
    return answer(call)
  })
  return { ...emulator, origins: { [origin]: emulator.origin }, next }
}

export const notFound: Reply = { status: 404, body: { message: 'not found' } }

/** A stretch of rows and whether more follow. */
export function page<T>(rows: readonly T[], from: number, size: number): { rows: T[]; more: boolean } {
  return { rows: rows.slice(from, from + size), more: from + size < rows.length }
}

/** Names as people type them, the same for the same number. */
export const messyName = (n: number): string =>
  ['  Ada Lovelace', 'Grace  Hopper ', 'ZOË ÅNGSTRÖM', "o'brien, pat", 'Nguyễn Văn A', '"Bob" Smith', ''][
    n % 7
  ] as string
