import { EngineError } from '../../../errors.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, child, isComponent, list, raw, text } from '../manifest/component.ts'
import { injectOption } from '../request/request-option.ts'
import type { SendRequest } from '../request/requester.ts'
import { evaluateText, type Runtime } from '../runtime.ts'
import { type Authenticator, noAuthenticator } from './authenticator.ts'
import { openOauth } from './oauth.ts'
import { openSessionToken } from './session-token.ts'

/** The authenticator that a component describes. `send` is how it reaches a token endpoint. */
export function openAuthenticator(
  runtime: Runtime,
  component: Component | undefined,
  send: SendRequest,
): Authenticator {
  switch (component?.type) {
    case 'ApiKeyAuthenticator':
      return apiKey(runtime, component)
    case 'BearerAuthenticator':
      return header(runtime, 'Authorization', () => `Bearer ${secretText(runtime, component, 'api_token')}`)
    case 'BasicHttpAuthenticator':
      return header(runtime, 'Authorization', () => {
        const pair = `${secretText(runtime, component, 'username')}:${secretText(runtime, component, 'password')}`
        return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
      })
    case 'OAuthAuthenticator':
      return openOauth(runtime, component, send)
    case 'SessionTokenAuthenticator':
      return openSessionToken(runtime, component, send)
    case 'SelectiveAuthenticator':
      return openAuthenticator(runtime, selected(runtime, component), send)
    default:
      return noAuthenticator
  }
}

/** A secret as text; nothing configured is an empty text, which the source will refuse in its own words. */
const secretText = (runtime: Runtime, component: Component, field: string): string =>
  evaluateText(runtime, component, raw(component, field)) ?? ''

function header(runtime: Runtime, name: string, value: () => string): Authenticator {
  return {
    async sign(request) {
      request.headers[name] = headerSafe(runtime, value())
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
        injectOption(
          runtime,
          option,
          text(option, 'inject_into') === 'header' ? headerSafe(runtime, value) : value,
          request,
        )
      else request.headers[evaluateText(runtime, component, name ?? 'Authorization') ?? ''] = headerSafe(runtime, value)
    },
    renew: () => false,
  }
}

/** A key copied with its line end is the commonest mistake; one that breaks the header is refused without being shown. */
export function headerSafe(_runtime: Runtime, value: string): string {
  const trimmed = value.trim()
  if (/[\r\n\0]|[^\u0020-\u00ff\t]/.test(trimmed))
    throw new EngineError(
      'credentials_refused',
      'A credential holds characters that no header can carry; copy it again, without quotes or line ends.',
    )
  return trimmed
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
