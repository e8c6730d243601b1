import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from './secret.ts'
import { openVault } from './vault.ts'

const place = { accountId: 'a-1', connectionId: 'c-1', field: 'credentials.token' }
const secret = new Secret('pässwörd "with" \\ everything')
const newKey = () => new Secret(randomBytes(32).toString('base64'))

let folder: string
let keyFile: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-vault-'))
  keyFile = join(folder, 'vault.key')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (key: Secret | null = null, previousKeys: Secret[] = []) => openVault({ key, previousKeys, keyFile })

describe('an envelope', () => {
  test('opens to what was sealed, and never looks the same twice', async () => {
    const vault = await open()
    const [one, two] = [await vault.seal(place, secret), await vault.seal(place, secret)]
    expect((await vault.open(place, one)).reveal()).toBe(secret.reveal())
    expect(one.sealed_value.equals(two.sealed_value)).toBe(false)
    expect(one.sealed_key.equals(two.sealed_key)).toBe(false)
  })

  test('takes the empty text and a long one', async () => {
    const vault = await open()
    for (const value of ['', 'x'.repeat(100_000)]) {
      const envelope = await vault.seal(place, new Secret(value))
      expect((await vault.open(place, envelope)).reveal()).toBe(value)
    }
  })

  test.each([
    ['account', { ...place, accountId: 'a-2' }],
    ['connection', { ...place, connectionId: 'c-2' }],
    ['field', { ...place, field: 'credentials.other' }],
  ])('does not open for another %s', async (_what, elsewhere) => {
    const vault = await open()
    const envelope = await vault.seal(place, secret)
    await expect(vault.open(elsewhere, envelope)).rejects.toMatchObject({ code: 'vault_unreadable' })
    await expect(vault.rewrap(elsewhere, envelope)).rejects.toMatchObject({ code: 'vault_unreadable' })
  })

  test('does not open with one bit changed, cut short, or key and value exchanged', async () => {
    const vault = await open()
    const envelope = await vault.seal(place, secret)
    const flipped = (bytes: Buffer, at: number) => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] as number) ^ 1
      return copy
    }
    const wrong = [
      ...[0, 12, 28, 40].map((at) => ({ ...envelope, sealed_value: flipped(envelope.sealed_value, at) })),
      ...[0, 12, 28, 59].map((at) => ({ ...envelope, sealed_key: flipped(envelope.sealed_key, at) })),
      { ...envelope, sealed_value: envelope.sealed_value.subarray(0, 20) },
      { ...envelope, sealed_value: Buffer.alloc(0) },
      { ...envelope, sealed_key: envelope.sealed_value, sealed_value: envelope.sealed_key },
    ]
    for (const one of wrong)
      await expect(vault.open(place, one)).rejects.toMatchObject({
        code: 'vault_unreadable',
        message: expect.not.stringContaining('pässwörd'),
      })
  })
})

describe('the key file', () => {
  test('is made on the first start, for this user alone, and used again', async () => {
    const envelope = await (await open()).seal(place, secret)
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect((await (await open()).open(place, envelope)).reveal()).toBe(secret.reveal())
  })

  test('is made once by starts at the same time', async () => {
    const vaults = await Promise.all(Array.from({ length: 8 }, () => open()))
    expect(new Set(await Promise.all(vaults.map((vault) => vault.keyId()))).size).toBe(1)
  })

  test('is closed to others when it stood open', async () => {
    await open()
    const { chmod } = await import('node:fs/promises')
    await chmod(keyFile, 0o644)
    await open()
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
  })

  test('that is not one stops the start without being repeated or replaced', async () => {
    await writeFile(keyFile, 'hunter2-not-a-key\n')
    await expect(open()).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.not.stringContaining('hunter2'),
    })
    expect(await readFile(keyFile, 'utf8')).toBe('hunter2-not-a-key\n')
  })
})

describe('rotation', () => {
  test('of the key file reaches a vault that is already open; what was sealed before stays readable', async () => {
    const [rotating, running] = [await open(), await open()]
    const before = await running.seal(place, secret)
    const next = await rotating.renewKey(new Set([before.master_key_id]))
    const after = await running.seal(place, secret)
    expect(after.master_key_id).toBe(next)
    expect((await running.open(place, before)).reveal()).toBe(secret.reveal())
    const moved = await rotating.rewrap(place, before)
    expect(moved.master_key_id).toBe(next)
    expect(moved.sealed_value.equals(before.sealed_value)).toBe(true)
    expect((await running.open(place, moved)).reveal()).toBe(secret.reveal())
  })

  test('drops keys that nothing is sealed with, but keeps the last one a while', async () => {
    const vault = await open()
    const first = await vault.seal(place, secret)
    await vault.renewKey(new Set([first.master_key_id]))
    await vault.renewKey(new Set())
    await expect(vault.open(place, first)).rejects.toMatchObject({ code: 'vault_unreadable' })
    expect((await readFile(keyFile, 'utf8')).split('\n').filter((line) => /=$/.test(line))).toHaveLength(2)
  })

  test('of a configured key: the previous one opens, the new one seals, and a lost one is named', async () => {
    const [old, fresh] = [newKey(), newKey()]
    const envelope = await (await open(old)).seal(place, secret)
    const vault = await open(fresh, [old])
    const moved = await vault.rewrap(place, envelope)
    expect((await (await open(fresh)).open(place, moved)).reveal()).toBe(secret.reveal())
    await expect((await open(fresh)).open(place, envelope)).rejects.toMatchObject({
      code: 'vault_unreadable',
      message: expect.stringContaining(envelope.master_key_id),
    })
  })

  test('from a key file to a configured key goes on reading the file', async () => {
    const envelope = await (await open()).seal(place, secret)
    const vault = await open(newKey())
    expect((await vault.open(place, envelope)).reveal()).toBe(secret.reveal())
    expect((await vault.rewrap(place, envelope)).master_key_id).toBe(await vault.keyId())
  })
})
