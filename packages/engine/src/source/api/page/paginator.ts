import { type Component, child, flag, need, raw, text } from '../manifest/component.ts'
import type { ApiRequest, ApiResponse } from '../request/api-request.ts'
import { injectOption } from '../request/request-option.ts'
import { responseVariables } from '../request/response-variables.ts'
import { evaluateCondition, evaluateNumber, evaluateToken, type Runtime, type Variables } from '../runtime.ts'

/** What names a page: a number, an offset, a cursor or a link. JSON, so that a read can go on from it. */
export type PageToken = string | number | boolean | Record<string, unknown> | unknown[]

export type PageResult = {
  response: ApiResponse
  /** Records as extracted, before the filter. */
  size: number
  lastRecord: Record<string, unknown> | null
}

/**
 * How a stream goes from page to page. All of it calculates: the token after a page follows from the token before and
 * the answer, so a read can stop and go on anywhere.
 */
export type Paginator = {
  /** The token of the first request; null when it carries none. */
  first: PageToken | null
  /** The token after this page, or null when it was the last. */
  next(token: PageToken | null, page: PageResult): PageToken | null
  /** Puts page size and token on a request. */
  inject(request: ApiRequest, token: PageToken | null, variables: Variables): void
  /** The path that a token is, when tokens are links. */
  path(token: PageToken | null): string | undefined
  /** Whether pages are counted: a source that ignores the count answers every page with the first. */
  counts: boolean
}

const single: Paginator = { first: null, next: () => null, inject: () => {}, path: () => undefined, counts: false }

export function openPaginator(runtime: Runtime, component: Component | undefined): Paginator {
  if (component?.type !== 'DefaultPaginator') return single
  const strategy = need(component, 'pagination_strategy')
  const sizeOption = child(component, 'page_size_option')
  const tokenOption = child(component, 'page_token_option')
  const pageSize = evaluateNumber(runtime, strategy, raw(strategy, 'page_size'))
  const { first, next } = strategies[strategy.type]?.(runtime, strategy, pageSize) ?? single
  return {
    first,
    next,
    counts: strategy.type !== 'CursorPagination',
    inject(request, token, variables) {
      if (sizeOption && pageSize !== undefined) injectOption(runtime, sizeOption, pageSize, request, variables)
      if (token !== null && tokenOption?.type === 'RequestOption')
        injectOption(runtime, tokenOption, token, request, variables)
    },
    path: (token) => (token !== null && tokenOption?.type === 'RequestPath' ? String(token) : undefined),
  }
}

type Strategy = (
  runtime: Runtime,
  component: Component,
  pageSize: number | undefined,
) => Pick<Paginator, 'first' | 'next'>

const strategies: Record<string, Strategy> = {
  PageIncrement(_runtime, component, pageSize) {
    const start = Number(raw(component, 'start_from_page') ?? 0)
    return {
      first: flag(component, 'inject_on_first_request') ? start : null,
      next: (token, { size }) => (isLast(size, pageSize) ? null : (token === null ? start : Number(token)) + 1),
    }
  },
  OffsetIncrement(_runtime, component, pageSize) {
    return {
      first: flag(component, 'inject_on_first_request') ? 0 : null,
      next: (token, { size }) => (isLast(size, pageSize) ? null : (token === null ? 0 : Number(token)) + size),
    }
  },
  CursorPagination(runtime, component, pageSize) {
    const stop = text(component, 'stop_condition')
    return {
      first: null,
      next(_token, { response, size, lastRecord }) {
        const variables = {
          ...responseVariables(response),
          last_record: lastRecord,
          last_page_size: size,
          page_size: pageSize ?? null,
        }
        if (stop !== undefined && stop !== '' && evaluateCondition(runtime, component, stop, variables)) return null
        const token = evaluateToken(runtime, component, raw(component, 'cursor_value'), variables)
        return isNothing(token) ? null : (token as PageToken)
      },
    }
  },
}

/** A short page is the last one; where no size is known only an empty page is. */
const isLast = (size: number, pageSize: number | undefined): boolean =>
  size === 0 || (pageSize !== undefined && size < pageSize)

const isNothing = (token: unknown): boolean =>
  token === null ||
  token === undefined ||
  token === '' ||
  token === false ||
  token === 0 ||
  (typeof token === 'object' && Object.keys(token).length === 0)
