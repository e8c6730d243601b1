import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { EngineError } from '../../errors.ts'
import { forbiddenReason } from './forbidden-address.ts'
import { isAllowedPrivate } from './host-rule.ts'

export type AddressCheck = {
  /** Lower case, IPv6 without brackets. */
  host: string
  port: number
  allowPrivateHosts: readonly string[]
  resolve?: (host: string) => Promise<string[]>
}

/**
 * The addresses of a host, every one of them checked: connect to one of these and not to the name, which may change its
 * mind. Fails with `host_forbidden`, or with the resolver's own error (`ENOTFOUND`).
 */
export async function checkAddresses({
  host,
  port,
  allowPrivateHosts,
  resolve = resolveAll,
}: AddressCheck): Promise<string[]> {
  const addresses = isIP(host) ? [host] : await resolve(host)
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  if (isAllowedPrivate(host, port, allowPrivateHosts)) return addresses
  for (const address of addresses) {
    const reason = forbiddenReason(address)
    if (reason !== null)
      throw new EngineError(
        'host_forbidden',
        `${host}:${port} leads to an address that connectors may not reach (${reason}). If it is meant, the operator can name ${host}:${port} in GODWIT_ALLOW_PRIVATE_HOSTS.`,
        { detail: { host, port, reason } },
      )
  }
  return addresses
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, verbatim: false })).map(({ address }) => address)
}
