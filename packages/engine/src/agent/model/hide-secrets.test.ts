import { expect, test } from 'vitest'
import { hideSecrets } from './hide-secrets.ts'

// In pieces, so that scanners of repositories are not alarmed by examples.
test.each([
  ['sk-' + 'proj-abcdefghijklmnop1234'],
  ['gh' + 'p_abcdefghijklmnopqrstuvwx'],
  ['AKIA' + 'ABCDEFGHIJKLMNOP'],
  ['xox' + 'b-1234567890-abc'],
  ['eyJ' + 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['-----BEGIN RSA ' + 'PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----'],
  ['godwit_' + 'abcdefghijklmnopqrstuvwxyz'],
])('%s is not sent', (secret) => {
  const left = hideSecrets(`before ${secret} after`)
  expect(left).toBe('before [secret] after')
})

test('ordinary values stay', () => {
  const text = 'Ann Person, ann@example.com, +49 30 1234567, SK-1234, DE89370400440532013000, Basic plan'
  expect(hideSecrets(text)).toBe(text)
})
