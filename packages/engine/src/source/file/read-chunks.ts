import { open } from 'node:fs/promises'

/** A file's bytes in order, in buffers that are the reader's own until the next one is asked for. */
export async function* readChunks(
  path: string,
  { signal, start = 0, chunkBytes = 1024 * 1024 }: { signal?: AbortSignal; start?: number; chunkBytes?: number } = {},
): AsyncGenerator<Buffer, void, void> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes)
    let position = start
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** The first `sizeBytes` of a file (all of it when it is shorter), from `start`. */
export async function readHead(path: string, sizeBytes: number, start = 0): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(sizeBytes)
    let filled = 0
    while (filled < sizeBytes) {
      const { bytesRead } = await file.read(buffer, filled, sizeBytes - filled, start + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return buffer.subarray(0, filled)
  } finally {
    await file.close()
  }
}
