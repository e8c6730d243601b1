import { replaySchema } from '@godwit/contract'
import { z } from 'zod'
import { replayExecute as replay } from '../../../run/index.ts'
import { route } from '../../route.ts'

export const replayExecute = route({
  method: 'POST',
  path: '/api/v1/runs/:run_id/replay',
  summary: 'Execute again what an execute has executed, and compare',
  description:
    'From the staged tables and the recipe that are kept, without an agent: every input, the recipe, the rows of every ' +
    'sheet, and the bytes of its CSV are compared with the first time. Nothing is changed. Takes as long as the execute did.',
  access: 'read',
  params: z.object({ run_id: z.uuid() }),
  reply: { status: 200, body: z.object({ replay: replaySchema }) },
  errors: ['run_not_found', 'run_not_replayable', 'out_of_disk', 'out_of_memory', 'engine_crashed'],
  transaction: false,
  async handle({ app, caller, params, reply }) {
    const gone = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) gone.abort()
    })
    return { replay: await replay(app, caller.accountId, params.run_id, { signal: gone.signal }) }
  },
})
