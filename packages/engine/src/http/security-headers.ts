import type { FastifyReply, FastifyRequest } from 'fastify'

/** Nothing that the API answers is a page: a browser that shows it must not run, frame or sniff it. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** What every reply carries; pages (the reference, the dashboard) replace the content policy by their own. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, { https }: { https: boolean }): void {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': apiPolicy,
  })
  if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  if (https) reply.header('strict-transport-security', 'max-age=31536000')
}
