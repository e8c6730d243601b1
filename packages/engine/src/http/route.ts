import type { ErrorCode } from '@godwit/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../app.ts'
import { insertAudit } from '../store/queries/insert-audit.ts'
import type { Queryable, Store } from '../store/store.ts'
import { takeTurns } from '../util/take-turns.ts'
import { storeWithin } from './call-transaction.ts'
import type { Access, Caller } from './caller.ts'
import { errorReplySchema, notFound, statusOf } from './error-reply.ts'
import { type Claim, findFirstReply, idempotencyKeyOf, keepFirstReply } from './idempotency.ts'

type Params = Record<string, string>

/** One call, parsed and authenticated. In a changing call `app.store` is the call's own transaction. */
export type Call<Path, Query, Body> = {
  params: Path
  query: Query
  body: Body
  caller: Caller
  app: App
  request: FastifyRequest
  reply: FastifyReply
}

/** A reply with another status than the route's usual one. */
export class OtherStatus<Body> {
  readonly status: number
  readonly body: Body
  constructor(status: number, body: Body) {
    this.status = status
    this.body = body
  }
}

type Handled<Reply extends z.ZodType> = z.output<Reply> | OtherStatus<unknown>

export type RouteSpec<
  Path extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As fastify writes it: `/api/v1/migrations/:migration_id`. */
  path: string
  summary: string
  description?: string
  /** `open` needs no key; left out: `read` for GET, `write` for the rest. */
  access?: Access
  params?: Path
  query?: Query
  body?: Body
  /** Described only: handlers read headers from the request. */
  headers?: Record<string, z.ZodType>
  reply: {
    status: 200 | 201 | 204
    body?: Reply
    /** Of a reply without a body: what the handler gives for the audit trail alone. */
    untold?: Reply
    /** Other successes: status → when, and the body if it is another. */
    also?: Record<number, { when: string; body?: z.ZodType }>
    /** For what is not JSON: content type → description. The handler sends it itself. */
    stream?: Record<string, string>
  }
  /** What it can fail with, beyond what every call can. */
  errors?: readonly ErrorCode[]
  /** The line that the audit trail gets when the call succeeds: what was done, to which id. */
  audit?: (call: Call<z.output<Path>, z.output<Query>, z.output<Body>>, reply: z.output<Reply>) => [string, string]
  /** False for a changing call that keeps transactions of its own, because it works beside the store. */
  transaction?: false
  /** The reply holds something shown once: its copy for idempotency is sealed with the caller's own API key. */
  secretReply?: true
  /** The body may hold secrets: what is kept of it for idempotency says nothing without the caller's own API key. */
  secretBody?: true
  /** Left out of the published document. */
  hidden?: true
  handle(call: Call<z.output<Path>, z.output<Query>, z.output<Body>>): Promise<Handled<Reply>>
}

export type Route = { mount(server: FastifyInstance, app: App): void }

const nothing = z.object({})
type Nothing = typeof nothing

/** A route is data plus one call downstairs. */
export function route<
  Path extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<Path, Query, Body, Reply>): Route {
  const access = spec.access ?? (spec.method === 'GET' ? 'read' : 'write')
  return {
    mount(server, app) {
      server.route({
        method: spec.method,
        url: spec.path,
        config: { access },
        schema: {
          summary: spec.summary,
          description: spec.description,
          tags: [tagOf(spec.path)],
          ...(access === 'open' ? { security: [] } : {}),
          ...(spec.params ? { params: spec.params } : {}),
          ...(spec.query ? { querystring: spec.query } : {}),
          ...(spec.body ? { body: spec.body } : {}),
          ...headersOf(spec, access),
          ...(spec.hidden ? { hide: true } : {}),
          response: responsesOf(spec, access),
        } as object,
        handler: async (request, reply) => {
          const handled = await answer(spec, app, request, reply)
          // a handler that streams has sent its reply already
          if (spec.reply.stream) return reply
          const { status, body } = handled
          reply.code(status)
          return spec.reply.body ? body : reply.send()
        },
      })
    },
  }
}

type AnySpec = Omit<RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, 'handle' | 'audit'> & {
  // biome-ignore lint/suspicious/noExplicitAny: the types of one spec agree with each other; here they are all specs
  handle(call: any): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  audit?: (call: any, reply: any) => [string, string]
}

type Answered = { status: number; body: unknown }

/**
 * Calls the handler. A changing call is one transaction: the change, its audit line, and the first reply that is kept
 * under an idempotency key commit together, so a crash leaves all of them or none, and never a key that stays blocked.
 */
async function answer(spec: AnySpec, app: App, request: FastifyRequest, reply: FastifyReply): Promise<Answered> {
  const call: Call<Params, unknown, unknown> = {
    params: request.params as Params,
    query: request.query,
    body: request.body,
    caller: request.caller as Caller,
    app,
    request,
    reply,
  }
  const handle = async (callApp: App, queryable: Queryable) => {
    const mine = { ...call, app: callApp }
    const result = await spec.handle(mine)
    const answered: Answered =
      result instanceof OtherStatus
        ? { status: result.status, body: result.body }
        : { status: spec.reply.status, body: result }
    if (spec.audit) {
      const [action, target] = spec.audit(mine, answered.body)
      await writeAudit(queryable, app, request, action, target)
    }
    return answered
  }
  const key = spec.method === 'POST' ? idempotencyKeyOf(request) : null
  const claim = key !== null && {
    request,
    key,
    sealed: spec.secretReply === true,
    secretBody: spec.secretBody === true,
    now: app.now(),
  }
  if (spec.method === 'GET') return handle(app, app.store)
  if (spec.transaction === false) {
    const work = () => handle(app, app.store)
    return claim ? answerOnceBeside(app.store, claim, work) : work()
  }
  return app.store.transaction(async (tx) => {
    const inside = { ...app, store: storeWithin(tx, app.store) }
    if (!claim) return handle(inside, tx)
    const first = await findFirstReply(tx, claim)
    if (first) return first
    const answered = await handle(inside, tx)
    await keepFirstReply(tx, claim, answered)
    return answered
  })
}

/** Each holds one connection to the store while it works, and needs others to work with. */
const besideInTurn = takeTurns(4)

/**
 * A keyed call that keeps transactions of its own: one more holds its key meanwhile, and nothing else. When the process
 * dies, what the call has done stays and its reply is not kept, so it can be made again.
 */
function answerOnceBeside(store: Store, claim: Claim, work: () => Promise<Answered>): Promise<Answered> {
  let answered: Answered | undefined
  return besideInTurn(() =>
    store.transaction(async (tx) => {
      const first = await findFirstReply(tx, claim)
      if (first) return first
      // The transaction may be run again; the work is not.
      answered ??= await work()
      await keepFirstReply(tx, claim, answered)
      return answered
    }),
  )
}

async function writeAudit(store: Queryable, app: App, request: FastifyRequest, action: string, target: string) {
  const caller = request.caller as Caller
  await insertAudit(store, {
    id: app.newId(),
    account_id: caller.accountId,
    actor: caller.actor,
    action,
    target,
    request_id: request.id,
    address: request.ip,
    created_at: app.now(),
  })
}

const idempotencyHeader = {
  'idempotency-key': z
    .string()
    .max(255)
    .optional()
    .describe('The same key and body within 24 hours get the first reply again; another body is 409'),
}

function headersOf(spec: Pick<AnySpec, 'method' | 'headers'>, access: Access): { headers?: z.ZodType } {
  const headers = { ...(spec.method === 'POST' && access !== 'open' ? idempotencyHeader : {}), ...spec.headers }
  return Object.keys(headers).length > 0 ? { headers: z.looseObject(headers) } : {}
}

/** What every authenticated call can answer with besides its own errors. */
const everyCall: ErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'scope_missing',
  'rate_limited',
  'internal',
  'store_unavailable',
]
const everyBody: ErrorCode[] = ['malformed_json', 'unknown_field', 'payload_too_large', 'unsupported_content_type']
const everyPost: ErrorCode[] = ['idempotency_conflict', 'idempotency_in_progress']

function responsesOf(spec: AnySpec, access: Access): Record<number, unknown> {
  const codes = new Set<ErrorCode>([
    ...(access === 'open' ? (['internal', 'rate_limited'] as const) : everyCall),
    ...(spec.body ? everyBody : []),
    ...(spec.method === 'POST' && access !== 'open' ? everyPost : []),
    ...(spec.errors ?? []),
  ])
  const responses: Record<number, unknown> = {}
  const { status, body, also = {}, stream } = spec.reply
  const json = body ?? z.undefined()
  if (stream) {
    const content = Object.fromEntries(
      Object.entries(stream).map(([type, about]) => [type, { schema: z.string().describe(about) }]),
    )
    responses[status] = { description: 'Streamed', content }
  } else {
    responses[status] = body
      ? { description: 'Done', content: { 'application/json': { schema: json } } }
      : z.undefined().describe('Done; no content')
    for (const [other, { when, body: own }] of Object.entries(also)) {
      responses[Number(other)] = { description: when, content: { 'application/json': { schema: own ?? json } } }
    }
  }
  for (const failure of new Set([...codes].map((code) => statusOf[code]))) {
    const names = [...codes].filter((code) => statusOf[code] === failure)
    responses[failure] = {
      description: names.join(', '),
      content: { 'application/json': { schema: errorReplySchema } },
    }
  }
  return responses
}

/** Routes are grouped by the noun that they are about. */
function tagOf(path: string): string {
  const nouns = path
    .split('/')
    .slice(3)
    .filter((part) => part !== '' && !part.startsWith(':'))
  const noun = nouns[0] === 'migrations' ? (nouns[1] ?? 'migrations') : (nouns[0] ?? 'api')
  return noun === 'uploads' ? 'files' : noun
}

/** Throws unless `found`: what belongs to another account is answered exactly as what does not exist. */
export function orNotFound<Found>(found: Found | null | undefined, code: ErrorCode, noun: string): Found {
  if (found === null || found === undefined) throw notFound(code, noun)
  return found
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
  interface FastifyContextConfig {
    access?: Access
  }
}
