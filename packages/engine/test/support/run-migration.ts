import { expect } from 'vitest'
import type { Api } from './call-api.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies that the document has checked
type Body = any

/** One customer's migration of a source over HTTP. */
export type MigrationRun = {
  id: string
  path: string
  /** Starts a generate and follows it to a question or a preview. */
  generate(options?: object): Promise<Body>
  answer(answers: { id: string; value: string }[] | string): Promise<Body>
  execute(): Promise<Body>
  update(message: string): Promise<Body>
  recipe(): Promise<Body>
  csv(slug: string): Promise<string[]>
  /** What the agent has said, as one text. */
  said(): Promise<string>
}

/** Makes a migration of a source with files that are already there. */
export async function startMigration(
  api: Api,
  {
    name,
    source,
    templates,
    files = {},
  }: { name: string; source?: string; templates: string[]; files?: Record<string, string> },
): Promise<MigrationRun> {
  const created = await api.post('/migrations', { name, source: source ?? null, templates })
  expect(created.status).toBe(201)
  const { id } = created.body.migration
  const path = `/migrations/${id}`
  for (const [file, content] of Object.entries(files)) await api.upload(id, file, content)
  let run = ''
  const start = async (body: object) => {
    const started = await api.post(`${path}/runs`, body)
    expect(started).toMatchObject({ status: 201 })
    run = `${path}/runs/${started.body.run_id}`
    return follow()
  }
  const follow = async () => {
    for (let tries = 0; tries < 4_000; tries++) {
      const { body } = await api.get(run)
      if (!['queued', 'running'].includes(body.status)) return body
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error('the run does not end')
  }
  return {
    id,
    path,
    generate: (options = {}) => start({ kind: 'generate', ...options }),
    update: (message) => start({ kind: 'update', message }),
    execute: () => start({ kind: 'execute' }),
    async answer(answers) {
      expect((await api.post(`${run}/messages`, { answers })).status).toBe(200)
      return follow()
    },
    recipe: async () => (await api.get(`${path}/recipe`)).body.recipe,
    csv: async (slug) =>
      (await api.get(`${path}/exports/${slug}.csv`, { query: { filter: 'all' } })).text.trim().split('\r\n'),
    said: async () =>
      (await api.get(`${path}/thread`, { query: { limit: 200 } })).body.events
        .filter(({ type, data }: Body) => type === 'message' && data.role === 'agent')
        .map(({ data }: Body) => data.text)
        .join('\n'),
  }
}
