import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Scrubber } from '../../../vault/scrub-secrets.ts'
import { ComponentBuilder } from '../manifest/build-component.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { Pacer } from '../request/pacer.ts'
import type { Runtime } from '../runtime.ts'
import { PageGuard, pagePrint } from './page-guard.ts'
import { openPaginator, type PageToken } from './paginator.ts'

const runtime: Runtime = {
  config: {},
  scrubber: new Scrubber(),
  pacer: new Pacer({ nowMs: () => 0, sleep: async () => {} }),
  now: () => new Date(0),
  sleep: async () => {},
  rotate: async () => {},
  exchange: (_path, work) => work(),
  authenticators: new Map(),
  notice: () => {},
}

function paginatorOf(written: object) {
  const builder = new ComponentBuilder()
  const component = builder.build(
    { type: 'DefaultPaginator', ...written },
    { kind: 'component', types: ['DefaultPaginator'] },
    'paginator',
    {},
  )
  expect(builder.faults).toEqual([])
  return openPaginator(runtime, component)
}

const option = (field_name: string) => ({ type: 'RequestOption', inject_into: 'request_parameter', field_name })

type Source = (
  params: Record<string, unknown>,
  path: string | undefined,
) => { rows: { id: number }[]; body: object; headers?: Record<string, string> }

/** Reads all pages, stopping and going on with a stored token after each: the way a crash would. */
function readAll(written: object, source: Source) {
  const got: number[] = []
  const guard = new PageGuard()
  let token: PageToken | null = paginatorOf(written).first
  for (let requests = 1; requests <= 1000; requests++) {
    const paginator = paginatorOf(written)
    const request: ApiRequest = {
      method: 'GET',
      url: 'https://a.example',
      params: {},
      headers: {},
      body: { kind: 'none' },
    }
    paginator.inject(request, token, {})
    const { rows, body, headers = {} } = source(request.params, paginator.path(token))
    if (guard.repeatsPage(rows.length, pagePrint(rows))) throw new Error('repeats')
    got.push(...rows.map(({ id }) => id))
    const next: PageToken | null = paginator.next(token, {
      response: { status: 200, headers, body: Buffer.alloc(0), json: body },
      size: rows.length,
      lastRecord: rows.at(-1) ?? null,
    })
    if (next === null) return { got, requests }
    if (guard.repeatsToken(next)) throw new Error('repeats')
    token = JSON.parse(JSON.stringify(next)) as PageToken
  }
  throw new Error('without end')
}

const sizes = fc.record({ total: fc.integer({ min: 0, max: 60 }), size: fc.integer({ min: 1, max: 25 }) })
const rowsOf = (total: number) => Array.from({ length: total }, (_, id) => ({ id }))

describe('every strategy reads every record once, whatever the sizes', () => {
  test('page numbers, from any start, named on the first request or not', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 3 }), fc.boolean(), ({ total, size }, start, inject) => {
        const rows = rowsOf(total)
        const { got, requests } = readAll(
          {
            page_token_option: option('page'),
            page_size_option: option('size'),
            pagination_strategy: {
              type: 'PageIncrement',
              page_size: size,
              start_from_page: start,
              inject_on_first_request: inject,
            },
          },
          (params) => {
            const at = Number(params['page'] ?? start) - start
            expect(params['size']).toBe(size)
            const part = rows.slice(at * size, (at + 1) * size)
            return { rows: part, body: { data: part } }
          },
        )
        expect(got).toEqual(rows.map(({ id }) => id))
        expect(requests).toBe(Math.floor(total / size) + 1)
      }),
    )
  })
  test('offsets', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ total, size }, inject) => {
        const rows = rowsOf(total)
        const { got } = readAll(
          {
            page_token_option: option('offset'),
            pagination_strategy: { type: 'OffsetIncrement', page_size: String(size), inject_on_first_request: inject },
          },
          (params) => {
            const at = Number(params['offset'] ?? 0)
            const part = rows.slice(at, at + size)
            return { rows: part, body: { data: part } }
          },
        )
        expect(got).toEqual(rows.map(({ id }) => id))
      }),
    )
  })
  test('cursors of any text, in the body or in a link, even such as read like numbers', () => {
    const cursors = fc.uniqueArray(
      fc.oneof(
        fc.stringMatching(/^[1-9]e\d{1,2}$/),
        fc.stringMatching(/^0\d{1,5}$/),
        fc.stringMatching(/^[\w=+/-]{3,20}$/),
      ),
      { minLength: 60, maxLength: 60 },
    )
    fc.assert(
      fc.property(sizes, cursors, fc.boolean(), ({ total, size }, names, byLink) => {
        const rows = rowsOf(total)
        const written = byLink
          ? {
              page_token_option: { type: 'RequestPath' },
              pagination_strategy: {
                type: 'CursorPagination',
                cursor_value: "{{ headers['link']['next']['url'] }}",
                stop_condition: "{{ 'next' not in headers.get('link', {}) }}",
              },
            }
          : {
              page_token_option: option('cursor'),
              pagination_strategy: { type: 'CursorPagination', cursor_value: "{{ response.get('next', {}) }}" },
            }
        const { got } = readAll(written, (params, path) => {
          const cursor = byLink
            ? path === undefined
              ? undefined
              : new URL(path).searchParams.get('c')
            : params['cursor']
          const at = cursor === undefined ? 0 : names.indexOf(String(cursor)) + 1
          expect(at).toBeGreaterThanOrEqual(cursor === undefined ? 0 : 1)
          const part = rows.slice(at * size, (at + 1) * size)
          const more = (at + 1) * size < total
          const next = names[at] as string
          return {
            rows: part,
            body: more && !byLink ? { next } : {},
            headers: (more && byLink
              ? { link: `<https://a.example/x?c=${encodeURIComponent(next)}>; rel="next"` }
              : {}) as Record<string, string>,
          }
        })
        expect(got).toEqual(rows.map(({ id }) => id))
      }),
      { numRuns: 60 },
    )
  })
})

test('a source that goes in circles of any length is noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (length) => {
      let page = 0
      expect(() =>
        readAll(
          {
            page_token_option: option('c'),
            pagination_strategy: { type: 'CursorPagination', cursor_value: '{{ response.next }}' },
          },
          () => {
            page = (page + 1) % length
            return { rows: [{ id: page }, { id: page + 0.5 }], body: { next: `c${page}` } }
          },
        ),
      ).toThrow('repeats')
    }),
  )
})
