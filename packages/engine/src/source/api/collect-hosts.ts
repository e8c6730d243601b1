import { EngineError } from '../../errors.ts'
import { type Component, isComponent, raw } from './manifest/component.ts'
import type { Manifest } from './manifest/load-manifest.ts'
import { evaluateText, type Runtime } from './runtime.ts'

/**
 * The hosts that a manifest's own addresses name for these settings: of its requests, its logins and its token
 * endpoints. An address that depends on data adds none, so no record can send a request to a host of its choice.
 */
export function collectHosts(runtime: Runtime, manifest: Manifest): string[] {
  const hosts = new Set<string>()
  const seen = new Set<unknown>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (isComponent(value)) {
      for (const field of addressFields[value.type] ?? []) add(value, field)
      for (const item of Object.values(value.fields)) visit(item)
    } else for (const item of Object.values(value)) visit(item)
  }
  const add = (component: Component, field: string) => {
    try {
      const address = evaluateText(runtime, component, raw(component, field))
      if (address && /^https?:\/\//i.test(address))
        hosts.add(new URL(address).hostname.toLowerCase().replace(/^\[|\]$/g, ''))
    } catch (error) {
      if (!(error instanceof EngineError) && !(error instanceof TypeError)) throw error
    }
  }
  for (const stream of manifest.streams) visit(stream)
  return [...hosts]
}

const addressFields: Record<string, string[]> = {
  HttpRequester: ['url_base', 'url', 'path'],
  OAuthAuthenticator: ['token_refresh_endpoint'],
}
