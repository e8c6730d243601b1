import { EngineError } from '../../../errors.ts'
import { parseDuration } from '../datetime/datetime.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, list, need, raw } from '../manifest/component.ts'
import { injectOption } from '../request/request-option.ts'
import type { AuthenticatorTools } from '../request/send-request.ts'
import { evaluateText, type Runtime } from '../runtime.ts'
import { type Authenticator, headerSafe } from './authenticator.ts'

/** Signs in once, carries the token that the login gave, and signs in again when it has run out. */
export function openSessionToken(
  runtime: Runtime,
  component: Component,
  openRequester: AuthenticatorTools['openRequester'],
): Authenticator {
  const login = openRequester(need(component, 'login_requester'))
  const carried = need(component, 'request_authentication')
  let token: { value: string; expiresAt: number } | undefined
  let pending: Promise<void> | undefined

  async function signIn(signal?: AbortSignal): Promise<void> {
    const response = await login.send({ variables: {}, patience: 'check', signal })
    const path = list(component, 'session_token_path').map((part) => evaluateText(runtime, component, part) ?? '')
    const value = path.reduce<unknown>((at, part) => (isMap(at) ? at[part] : undefined), response?.json)
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new EngineError(
        'credentials_refused',
        'Signing in gave no session token; check the user name and the password of the connection.',
      )
    const life = parseDuration(evaluateText(runtime, component, raw(component, 'expiration_duration')) ?? '')
    runtime.scrubber.add(String(value))
    token = {
      value: String(value),
      expiresAt: life ? runtime.now().getTime() + life.us / 1000 : Number.POSITIVE_INFINITY,
    }
  }

  return {
    async sign(request, signal) {
      if (!token || token.expiresAt <= runtime.now().getTime()) {
        pending ??= signIn(signal).finally(() => {
          pending = undefined
        })
        await pending
      }
      const value = token?.value ?? ''
      if (carried.type === 'Bearer' || carried.type === 'SessionTokenRequestBearerAuthenticator') {
        request.headers['Authorization'] = `Bearer ${headerSafe(value)}`
        return
      }
      const shown = raw(carried, 'api_token')
      const text = shown === undefined ? value : (evaluateText(runtime, carried, shown, { session_token: value }) ?? '')
      injectOption(runtime, need(carried, 'inject_into'), text, request)
    },
    renew() {
      token = undefined
      return true
    },
  }
}
