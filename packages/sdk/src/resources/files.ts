import type { File, TableCorrectionInput } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** A place to PUT one file's bytes to: once, within the hour, with that content type. */
export type UploadTicket = {
  id: string
  name: string
  storage_path: string
  signed_url: string
  token: string
  content_type: string
  expires_at: string
}

export type FileInput = { name: string; content_type?: string; size_bytes?: number }

/** The files of a migration. */
export const files = (requester: Requester) => {
  const createUploads = (migrationId: string, inputs: FileInput[], options?: CallOptions) =>
    callApi<{ files: UploadTicket[] }>(
      requester,
      { method: 'POST', path: path('/migrations', migrationId, 'files'), body: { files: inputs } },
      options,
    ).then((reply) => reply.files)
  return {
    list: (migrationId: string, options?: CallOptions) =>
      callApi<{ files: File[]; next_cursor: string | null }>(
        requester,
        { method: 'GET', path: path('/migrations', migrationId, 'files') },
        options,
      ),
    /** For callers that send the bytes themselves; most want `upload`. */
    createUploads,
    /**
     * Announces one file and sends its bytes. A `Blob` (in Node: `await openAsBlob(path)`) and a stream are sent without
     * being read into memory.
     */
    async upload(
      migrationId: string,
      file: FileInput & { body: Blob | Uint8Array | ReadableStream | string },
      options?: CallOptions,
    ): Promise<UploadTicket> {
      const { body, ...input } = file
      const [ticket] = await createUploads(migrationId, [input], options)
      if (!ticket) throw new Error('the server announced no upload for the file')
      await requester.put(ticket.signed_url, body, ticket.content_type, options?.signal)
      return ticket
    },
    /**
     * Corrects what was found of table `n` in a file (as `list` tells it, after a run has read the file); it counts from the
     * next `generate` on. A field with null takes it back, `{reset: true}` all.
     */
    correctTable: (
      migrationId: string,
      fileId: string,
      n: number,
      correction: TableCorrectionInput,
      options?: CallOptions,
    ) =>
      callApi<{ file: File }>(
        requester,
        {
          method: 'PATCH',
          path: path('/migrations', migrationId, 'files', fileId, 'tables', String(n)),
          body: correction,
        },
        options,
      ).then((reply) => reply.file),
    delete: (migrationId: string, fileId: string, options?: CallOptions) =>
      callApi<void>(requester, { method: 'DELETE', path: path('/migrations', migrationId, 'files', fileId) }, options),
  }
}
