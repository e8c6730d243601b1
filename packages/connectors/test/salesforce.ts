import { messyName } from './emulate.ts'
import { type Call, type Emulator, type Reply, serve } from './serve.ts'

export const salesforceSecrets = {
  client_id: 'emulatedConsumerKey.0815',
  client_secret: 'emulatedConsumerSecret4711',
  refresh_token: 'emulatedRefreshToken!1',
}

export type SalesforceEmulator = Emulator & {
  origins: Record<string, string>
  /** Answers that come before any other to calls below /services/data, first one first. */
  next: Reply[]
  /** How often a token was handed out, and how many calls each is good for. */
  tokens: { given: number; life: number }
  /** Whether each sign-in replaces the refresh token. */
  rotates: boolean
  /** The refresh token that works now. */
  refreshToken: string
  contacts: Record<string, unknown>[]
}

const instance = 'https://emulated.my.salesforce.com'
const pageSize = 50
const idOf = (prefix: string, n: number) => `${prefix}${String(n).padStart(12, '0')}AAA`

/** Salesforce: OAuth with an instance, describe, SOQL by Id in pages with marks, deleted rows, limits. */
export async function startSalesforce(count = 260): Promise<SalesforceEmulator> {
  const contacts: Record<string, unknown>[] = Array.from({ length: count }, (_, n) => ({
    Id: idOf('003', n + 1),
    IsDeleted: n % 40 === 39,
    Name: messyName(n),
    Email: n % 5 === 0 ? null : `Person${n}@Example.com`,
    AnnualIncome: n * 1000.5,
    SystemModstamp: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString().replace('Z', '+0000'),
    // so many that they do not fit one query
    ...Object.fromEntries(Array.from({ length: 400 }, (_, c) => [`A_Rather_Long_Custom_Field_${c}__c`, `${n}/${c}`])),
  }))
  const objects: Record<string, { fields: [string, string][]; rows: Record<string, unknown>[] }> = {
    Contact: {
      fields: Object.keys(contacts[0] ?? {})
        .map((name): [string, string] => [name, typeOf(name)])
        .concat([['MailingAddress', 'address']]),
      rows: contacts,
    },
    Account: {
      fields: [
        ['Id', 'id'],
        ['Name', 'string'],
        ['SystemModstamp', 'datetime'],
        ['IsDeleted', 'boolean'],
      ],
      rows: Array.from({ length: 3 }, (_, n) => ({
        Id: idOf('001', n + 1),
        Name: `Account ${n}`,
        SystemModstamp: '2024-01-01T00:00:00.000+0000',
        IsDeleted: false,
      })),
    },
    Secret__c: { fields: [['Id', 'id']], rows: [] },
    Empty__c: {
      fields: [
        ['Id', 'id'],
        ['Name', 'string'],
      ],
      rows: [],
    },
  }
  const marks = new Map<string, { rows: Record<string, unknown>[]; fields: string[] }>()
  const live = new Map<string, number>()

  const error = (status: number, errorCode: string, message: string): Reply => ({
    status,
    body: [{ message, errorCode }],
  })
  const page = (rows: Record<string, unknown>[], fields: string[], type: string): Reply => {
    const mark = `01g${marks.size}-${pageSize}`
    const more = rows.length > pageSize
    if (more) marks.set(mark, { rows: rows.slice(pageSize), fields })
    return {
      headers: { 'sforce-limit-info': 'api-usage=95/100' },
      body: {
        totalSize: rows.length,
        done: !more,
        ...(more ? { nextRecordsUrl: `/services/data/v60.0/query/${mark}` } : {}),
        records: rows.slice(0, pageSize).map((row) => ({
          attributes: { type, url: 'x' },
          ...Object.fromEntries(fields.map((field) => [field, row[field] ?? null])),
        })),
      },
    }
  }
  const soql = (text: string, withDeleted: boolean): Reply => {
    const parsed = /^SELECT ([\w,]+) FROM (\w+)(?: WHERE (.+))? ORDER BY Id$/.exec(text)
    if (!parsed) return error(400, 'MALFORMED_QUERY', 'unexpected token')
    const [, list = '', name = '', where] = parsed
    const object = objects[name]
    if (!object || name === 'Secret__c') return error(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`)
    let rows = object.rows.filter((row) => withDeleted || row['IsDeleted'] !== true)
    for (const condition of where?.split(' AND ') ?? []) {
      const [, field = '', sign = '', raw = ''] = /^(\w+) (>=|<=|>) '?([^']+)'?$/.exec(condition) ?? []
      const isTime = field !== 'Id'
      const value = (row: Record<string, unknown>) => (isTime ? Date.parse(String(row[field])) : String(row[field]))
      const wanted = isTime ? Date.parse(raw) : raw
      rows = rows.filter((row) =>
        sign === '>' ? value(row) > wanted : sign === '>=' ? value(row) >= wanted : value(row) <= wanted,
      )
    }
    return page(rows, list.split(','), name)
  }

  const answer = (call: Call): Reply => {
    if (call.path === '/services/oauth2/token') {
      const form = new URLSearchParams(call.body)
      if (form.get('client_id') !== salesforceSecrets.client_id)
        return { status: 400, body: { error: 'invalid_client_id' } }
      if (form.get('client_secret') !== salesforceSecrets.client_secret)
        return { status: 400, body: { error: 'invalid_client' } }
      if (form.get('grant_type') === 'refresh_token' && form.get('refresh_token') !== emulator.refreshToken)
        return { status: 400, body: { error: 'invalid_grant', error_description: `bad ${form.get('refresh_token')}` } }
      const token = `00D!emulated.${++emulator.tokens.given}`
      live.set(token, emulator.tokens.life)
      if (emulator.rotates) emulator.refreshToken = `emulatedRefreshToken!${emulator.tokens.given + 1}`
      return {
        body: {
          access_token: token,
          instance_url: instance,
          ...(emulator.rotates ? { refresh_token: emulator.refreshToken } : {}),
        },
      }
    }
    const token = String(call.headers.authorization).replace('Bearer ', '')
    const left = live.get(token) ?? 0
    if (left <= 0) return error(401, 'INVALID_SESSION_ID', `Session expired or invalid: ${token}`)
    live.set(token, left - 1)
    const first = emulator.next.shift()
    if (first) return first
    const path = call.path.replace('/services/data/v60.0', '')
    if (path === '/sobjects')
      return { body: { sobjects: Object.keys(objects).map((name) => ({ name, queryable: name !== 'Secret__c' })) } }
    const described = /^\/sobjects\/(\w+)\/describe$/.exec(path)
    if (described) {
      const object = objects[described[1] ?? '']
      if (!object) return error(404, 'NOT_FOUND', 'The requested resource does not exist')
      return { body: { queryable: true, fields: object.fields.map(([name, type]) => ({ name, type })) } }
    }
    if (path === '/query' || path === '/queryAll') return soql(call.query.get('q') ?? '', path === '/queryAll')
    const mark = marks.get(path.replace('/query/', ''))
    if (mark) return page(mark.rows, mark.fields, 'x')
    return error(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }

  const server = await serve((call) => answer(call))
  const emulator: SalesforceEmulator = {
    ...server,
    origins: { 'https://login.salesforce.com': server.origin, [instance]: server.origin },
    next: [],
    tokens: { given: 0, life: 1000 },
    rotates: false,
    refreshToken: salesforceSecrets.refresh_token,
    contacts,
  }
  return emulator
}

const typeOf = (name: string): string =>
  ({ Id: 'id', IsDeleted: 'boolean', SystemModstamp: 'datetime', AnnualIncome: 'currency', Email: 'email' })[name] ??
  'string'
