import { fileSchema } from '@godwit/contract'
import { z } from 'zod'
import type { App } from '../../../app.ts'
import { receiveUpload } from '../../receive-upload.ts'
import { type Route, route } from '../../route.ts'
import { renderFile } from './render-file.ts'

const put = route({
  method: 'PUT',
  path: '/api/v1/uploads/:file_id',
  summary: 'Upload the bytes of an announced file',
  description: 'No API key: the token in the signed URL stands for it. The body is the file itself.',
  access: 'open',
  params: z.object({ file_id: z.string() }),
  query: z.object({ token: z.string().max(200).default('') }),
  reply: { status: 200, body: z.object({ file: fileSchema }) },
  errors: [
    'upload_forbidden',
    'upload_content_type_mismatch',
    'upload_too_large',
    'upload_incomplete',
    'out_of_disk',
    'storage_unavailable',
  ],
  transaction: false,
  async handle({ app, params, query, request, reply }) {
    // What is left of a refused body is not read to its end.
    reply.header('connection', 'close')
    const file = await receiveUpload(app, {
      fileId: params.file_id,
      token: query.token,
      contentType: request.headers['content-type'],
      body: request.raw,
    })
    reply.removeHeader('connection')
    return { file: renderFile(file, 1) }
  },
})

/** In a scope of its own, where no body is parsed: it streams from the socket to storage. */
export const uploadFile: Route = {
  mount(server, app: App) {
    server.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      put.mount(scope, app)
    })
  },
}
