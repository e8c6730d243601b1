import { EngineError } from '../../errors.ts'
import { checkAddresses, isAllowedPrivate } from '../outbound/index.ts'

/** Where a database is and how its line is secured. */
export type DatabasePlace = {
  /** A name or an address, as the person gave it. */
  host: string
  port: number
  tls: 'verify' | 'require' | 'off'
  /** Certificates in PEM to trust instead of the public ones. */
  ca: string | undefined
  allowPrivateHosts: readonly string[]
}

/** Options of node:tls for a place; null without TLS. */
export function tlsOptions({ tls, ca, host }: DatabasePlace) {
  if (tls === 'off') return null
  const name = isIpLiteral(host) ? {} : { servername: host }
  return { rejectUnauthorized: tls === 'verify', ...(ca ? { ca } : {}), ...name }
}

const isIpLiteral = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host)

/**
 * Resolves the host, checks every address, and hands the addresses to `open` one after the other until one takes the
 * connection. A line without TLS is for hosts only that the operator named.
 */
export async function connectChecked<T>(place: DatabasePlace, open: (address: string) => Promise<T>): Promise<T> {
  const host = place.host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const { port, allowPrivateHosts } = place
  if (place.tls === 'off' && !isAllowedPrivate(host, port, allowPrivateHosts))
    throw new EngineError(
      'host_forbidden',
      `${host}:${port} would be reached without TLS. Set tls to verify; or the operator can name ${host}:${port} in GODWIT_ALLOW_PRIVATE_HOSTS.`,
      { detail: { host, port } },
    )
  const addresses = await checkAddresses({ host, port, allowPrivateHosts })
  for (const [index, address] of addresses.slice(0, 4).entries())
    try {
      return await open(address)
    } catch (error) {
      const isLast = index === Math.min(addresses.length, 4) - 1
      if (isLast || error instanceof EngineError || !isUnreachable(error)) throw error
    }
  throw new Error('a resolved host has an address')
}

const isUnreachable = (error: unknown): boolean =>
  ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(String((error as { code?: unknown }).code))

/** The failures that all databases share, told from what Node says; null for those that the database itself reports. */
export function connectionError(error: unknown, where: string, timeoutMs: number): EngineError | null {
  if (error instanceof EngineError) return error
  const { code: rawCode, message: rawMessage } = error as { code?: unknown; message?: unknown }
  const code = String(rawCode ?? '')
  const message = String(rawMessage ?? '')
  const unreachable = (text: string) => new EngineError('source_unreachable', text, { detail: { where, code } })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The host of ${where} was not found; check it in the connection.`)
  if (code === 'ECONNREFUSED')
    return unreachable(`${where} refused the connection; check host and port, and that the server lets others in.`)
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || /timeout expired/.test(message))
    return unreachable(`${where} did not answer within ${Math.round(timeoutMs / 1000)} s.`)
  if (/does not support SSL|does not support secure|HANDSHAKE_NO_SSL_SUPPORT/i.test(`${message} ${code}`))
    return unreachable(
      `${where} does not speak TLS. Switch it on there; or set tls to off for a host that the operator allows.`,
    )
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|HANDSHAKE_SSL|^ERR_SSL|^ERR_TLS|^EPROTO/.test(code))
    return unreachable(
      `The certificate of ${where} cannot be trusted (${code}). Give its authority's certificate under ca, or set tls to require to go without checking it.`,
    )
  if (
    ['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'].includes(code) ||
    /terminated|closed state|end of stream/i.test(message)
  )
    return unreachable(`The connection to ${where} broke off${code ? ` (${code})` : ''}.`)
  return null
}
