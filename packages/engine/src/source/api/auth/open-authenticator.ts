import { EngineError } from '../../../errors.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, child, isComponent, list, raw, text } from '../manifest/component.ts'
import { injectOption } from '../request/request-option.ts'
import type { AuthenticatorTools } from '../request/send-request.ts'
import { evaluateText, type Runtime } from '../runtime.ts'
import { type Authenticator, headerSafe, noAuthenticator } from './authenticator.ts'
import { openOauth } from './oauth.ts'
import { openSessionToken } from './session-token.ts'

/** The authenticator that a component describes. `tools` are how it reaches a token endpoint or a login. */
export function openAuthenticator(
  runtime: Runtime,
  component: Component | undefined,
  tools: AuthenticatorTools,
): Authenticator {
  switch (component?.type) {
    case 'ApiKeyAuthenticator':
      return apiKey(runtime, component)
    case 'BearerAuthenticator':
      return header('Authorization', () => `Bearer ${secretText(runtime, component, 'api_token')}`)
    case 'BasicHttpAuthenticator':
      return header('Authorization', () => {
        const pair = `${secretText(runtime, component, 'username')}:${secretText(runtime, component, 'password')}`
        return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
      })
    case 'OAuthAuthenticator':
      return openOauth(runtime, component, tools.send)
    case 'SessionTokenAuthenticator':
      return openSessionToken(runtime, component, tools.openRequester)
    case 'SelectiveAuthenticator':
      return openAuthenticator(runtime, selected(runtime, component), tools)
    default:
      return noAuthenticator
  }
}

/** A secret as text; nothing configured is an empty text, which the source will refuse in its own words. */
const secretText = (runtime: Runtime, component: Component, field: string): string =>
  evaluateText(runtime, component, raw(component, field)) ?? ''

function header(name: string, value: () => string): Authenticator {
  return {
    async sign(request) {
      request.headers[name] = headerSafe(value())
    },
    renew: () => false,
  }
}

function apiKey(runtime: Runtime, component: Component): Authenticator {
  const option = child(component, 'inject_into')
  const name = text(component, 'header')
  return {
    async sign(request) {
      const value = secretText(runtime, component, 'api_token')
      if (option)
        injectOption(runtime, option, text(option, 'inject_into') === 'header' ? headerSafe(value) : value, request)
      else request.headers[evaluateText(runtime, component, name ?? 'Authorization') ?? ''] = headerSafe(value)
    },
    renew: () => false,
  }
}

function selected(runtime: Runtime, component: Component): Component {
  const path = list(component, 'authenticator_selection_path').map(String)
  const name = path.reduce<unknown>((at, part) => (isMap(at) ? at[part] : undefined), runtime.config)
  const map = raw(component, 'authenticators') as { map: Record<string, unknown> }
  const found = typeof name === 'string' && Object.hasOwn(map.map, name) ? map.map[name] : undefined
  if (!isComponent(found))
    throw new EngineError(
      'connection_config_invalid',
      `The connection does not say how to sign in: set ${path.join('.')} to one of ${Object.keys(map.map).join(', ')}.`,
    )
  return found
}
