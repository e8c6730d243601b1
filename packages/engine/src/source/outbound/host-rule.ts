/** `host:port` in lower case, IPv6 without brackets, default port filled in. */
export function hostAndPort(url: URL): { host: string; port: number } {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  return { host, port: url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port) }
}

/** Whether a host is one of the connector's: an exact name, or `*.name` for everything below it. */
export function isConnectorHost(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const name = pattern.toLowerCase().replace(/\.$/, '')
    if (name === '*') return false
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name
  })
}

/** Whether the operator named this very `host:port` as one to be reached though private (or without TLS). */
export function isAllowedPrivate(host: string, port: number, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const at = entry.lastIndexOf(':')
    const name = entry
      .slice(0, at)
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
    return at > 0 && name === host && entry.slice(at + 1) === String(port)
  })
}
