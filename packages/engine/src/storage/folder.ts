import { createReadStream } from 'node:fs'
import { access, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EngineError } from '../errors.ts'
import { newId } from '../util/new-id.ts'
import type { Storage } from './storage.ts'

/**
 * Objects being written stand here until they are whole, in a folder for each process. What a crash leaves is removed
 * when the storage is opened next: other processes, and other machines, may be writing at the same time.
 */
const incoming = '.incoming'
/** A process of another machine cannot be asked whether it lives: after a day without a change its folder is garbage. */
const foreignPatienceMs = 24 * 3_600_000

/**
 * Storage in a folder of the local disk. An object becomes visible by a rename, after its bytes and the folder entry
 * are on disk, so that a pointer in the store never outlives what it points at.
 */
export async function openFolderStorage(root: string): Promise<Storage> {
  await sweepIncoming(join(root, incoming))
  const own = join(root, incoming, `${thisHost()}_${process.pid}_${newId()}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  const pathOf = (key: string) => join(root, ...checkedKey(key).split('/'))

  const publish = async (written: string, key: string) => {
    const target = pathOf(key)
    await mkdir(dirname(target), { recursive: true })
    await sync(written)
    await rename(written, target)
    await sync(dirname(target))
    return { sizeBytes: (await stat(target)).size }
  }
  return {
    async write(key, body) {
      const part = join(own, newId())
      try {
        // Opened before the first byte is asked for: a body that fails at once would otherwise be cleared up after
        // before its file is there.
        const file = await open(part, 'wx', 0o600)
        await pipeline(body, file.createWriteStream())
        return await publish(part, key)
      } catch (error) {
        await rm(part, { force: true })
        throw storageError(error, key)
      }
    },
    async adopt(key, localPath) {
      try {
        return await publish(localPath, key)
      } catch (error) {
        if (!isCode(error, 'EXDEV')) throw storageError(error, key)
      }
      const part = join(own, newId())
      try {
        await copyFile(localPath, part)
        const result = await publish(part, key)
        await rm(localPath, { force: true })
        return result
      } catch (error) {
        await rm(part, { force: true })
        throw storageError(error, key)
      }
    },
    async read(key) {
      await access(pathOf(key)).catch((error) => {
        throw storageError(error, key)
      })
      return createReadStream(pathOf(key)) as Readable
    },
    localPath: async (key) => pathOf(key),
    exists: (key) =>
      access(pathOf(key)).then(
        () => true,
        () => false,
      ),
    async list(prefix) {
      const folder = join(root, ...prefix.split('/').slice(0, -1))
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
        if (isCode(error, 'ENOENT')) return []
        throw storageError(error, prefix)
      })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .split(sep)
            .join('/'),
        )
        .filter((key) => key.startsWith(prefix) && !key.startsWith(`${incoming}/`))
        .sort()
    },
    async remove(prefix) {
      const key = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
      await rm(pathOf(key), { recursive: prefix.endsWith('/'), force: true })
    },
  }
}

const thisHost = () => hostname().replaceAll(/[^A-Za-z0-9-]/g, '-')

async function sweepIncoming(folder: string) {
  for (const name of await readdir(folder).catch(() => [])) {
    const [host, pid] = name.split('_')
    const path = join(folder, name)
    const abandoned =
      host === thisHost()
        ? !isAlive(Number(pid))
        : await stat(path).then(
            ({ mtimeMs }) => Date.now() - mtimeMs > foreignPatienceMs,
            () => false,
          )
    if (abandoned) await rm(path, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** Keys are made by the engine; one that could leave the folder is a bug, never a request to be answered. */
function checkedKey(key: string): string {
  const parts = key.split('/')
  if (!parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part))) throw new Error('not a storage key')
  return key
}

async function sync(path: string) {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException)?.code === code

function storageError(error: unknown, key: string): unknown {
  if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT')) {
    return new EngineError(
      'out_of_disk',
      'The disk is full. Free some space on the data folder’s disk, then try again.',
      {
        cause: error,
      },
    )
  }
  const code = (error as NodeJS.ErrnoException)?.code
  if (code && ['EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOENT'].includes(code)) {
    return new EngineError(
      'storage_unavailable',
      'The data folder cannot be read or written. Check the disk and its rights.',
      {
        detail: { key, code },
        cause: error,
      },
    )
  }
  return error
}
