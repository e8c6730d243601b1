import { z } from 'zod'
import { rotateVault as rotate } from '../../../source/index.ts'
import { route } from '../../route.ts'

export const rotateVault = route({
  method: 'POST',
  path: '/api/v1/vault/rotate',
  summary: "Change the vault's key",
  description:
    'Every secret is put under the new key while everything goes on. With a key file, the new key is made here; with ' +
    'GODWIT_VAULT_KEY, secrets of the keys in GODWIT_VAULT_KEY_PREVIOUS are put under it.',
  access: 'admin',
  reply: {
    status: 200,
    body: z.object({
      key_id: z.string().describe('Names the key without saying anything about it'),
      rewrapped: z.int().nonnegative(),
      unreadable: z.int().nonnegative().describe('Secrets whose key is not here; they stay as they are'),
    }),
  },
  errors: ['config_invalid'],
  audit: (_call, { key_id }) => ['vault.rotate', key_id],
  transaction: false,
  handle: ({ app }) => rotate(app),
})
