import ipaddr from 'ipaddr.js'

/** Public addresses that nevertheless answer with a machine's own credentials. */
const metadataAddresses = new Set(['168.63.129.16'])

/**
 * Why an address must not be reached, or null when it is an ordinary public one. Loopback, private, link-local,
 * carrier, multicast and reserved ranges are refused, and so is every IPv6 form that carries an IPv4 address inside
 * (mapped, compatible, 6to4, Teredo, NAT64, ISATAP): a translator would lead such a request anywhere.
 */
export function forbiddenReason(address: string): string | null {
  const plain = address.replace(/%.*$/, '')
  if (!ipaddr.isValid(plain)) return 'not an address'
  const parsed = ipaddr.parse(plain)
  if (parsed.kind() === 'ipv4') {
    if (metadataAddresses.has(parsed.toString())) return 'metadata'
    const range = parsed.range()
    return range === 'unicast' ? null : range
  }
  const ipv6 = parsed as ipaddr.IPv6
  const embedded = embeddedIpv4(ipv6)
  if (embedded) return embedded
  const range = ipv6.range()
  return range === 'unicast' ? null : range
}

function embeddedIpv4(address: ipaddr.IPv6): string | null {
  const [a, b, c, d, e, f] = address.parts as [number, number, number, number, number, number]
  const zero = (...parts: number[]) => parts.every((part) => part === 0)
  if (zero(a, b, c, d, e) && f === 0xffff) return 'ipv4Mapped'
  if (zero(a, b, c, d) && e === 0xffff && f === 0) return 'ipv4Translated'
  if (zero(a, b, c, d, e, f)) {
    const range = address.range()
    return range === 'unicast' ? 'ipv4Compatible' : range
  }
  if (a === 0x2002) return '6to4'
  if (a === 0x2001 && b === 0) return 'teredo'
  if (a === 0x64 && b === 0xff9b) return 'nat64'
  if (f === 0x5efe && (e === 0 || e === 0x200)) return 'isatap'
  return null
}
