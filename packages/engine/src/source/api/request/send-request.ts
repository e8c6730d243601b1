import type { Component } from '../manifest/component.ts'
import type { Variables } from '../runtime.ts'
import type { ApiRequest, ApiResponse } from './api-request.ts'

/** Sends one request as it is, once, and reads the answer whole. */
export type SendRequest = (request: ApiRequest, signal?: AbortSignal) => Promise<ApiResponse>

export type SendInput = {
  /** What the templates of the request see: stream_slice, next_page_token. */
  variables: Variables
  /** Options of slices and pages, put on after everything else. */
  inject?: (request: ApiRequest) => void
  /** Replaces the path: a next link of the source. */
  path?: string | undefined
  /** A read waits out every limit; a check does not. */
  patience: 'read' | 'check'
  signal?: AbortSignal | undefined
}

/** One kind of request of a connector, with its authentication and its way with errors. */
export type Requester = {
  /** The answer, or null when the connector says to pass over it. Throws EngineErrors. */
  send(input: SendInput): Promise<ApiResponse | null>
  /** What to call the target in a message. */
  describe(variables: Variables): string
}

/** How an authenticator reaches the source itself: a token endpoint, or the login that a component describes. */
export type AuthenticatorTools = { send: SendRequest; openRequester(component: Component): Requester }
