import { fork } from 'node:child_process'
import { loadManifest, openApiSource } from '../packages/engine/src/source/api/index.ts'
import { type Outbound, openOutbound } from '../packages/engine/src/source/outbound/index.ts'
import { extractByRun } from './support/extract-run.ts'

export const about =
  'records a second out of a local API (pages of 100, 20 ms), beside a bare fetch loop, and under a limit'

const streams = ['a', 'b', 'c', 'd']

/** `npm run bench -- extract [records]`: 200,000 by default, over four streams read at once. */
export default async function main(args: string[]): Promise<void> {
  const records = Number(args[0] ?? 200_000)
  const pages = Math.ceil(records / 100 / streams.length)
  const server = fork(new URL('support/extract-server.ts', import.meta.url))
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(message as number)))
  const origin = `http://127.0.0.1:${port}`
  try {
    const bare = await timed(() => Promise.all(streams.map((stream) => fetchAll(`${origin}/${stream}`, pages))))
    const ours = await timed(() => readAll(origin, '', pages))
    report('bare fetch loop', bare)
    report('engine', ours)
    console.log(`ratio             ${(bare.ms / ours.ms).toFixed(2)}   peak RSS ${(ours.peakRss / 1e6).toFixed(0)} MB`)
    const run = { ...(await extractByRun(manifest(origin, '', pages), new URL(origin).host, streams)), peakRss: 0 }
    report('engine, durable', run)
    console.log(`ratio             ${(bare.ms / run.ms).toFixed(2)}`)
    const [small, large] = [await timed(() => readAll(origin, '', 50)), await timed(() => readAll(origin, '', 250))]
    console.log(
      `peak RSS          ${(small.peakRss / 1e6).toFixed(0)} MB with ${small.count} records, ${(large.peakRss / 1e6).toFixed(0)} MB with ${large.count}`,
    )
    const few = Math.min(pages, 500)
    const refusals = { seen: Number.POSITIVE_INFINITY, later: 0 }
    const limited = await timed(() => readAll(origin, '/limited', few, refusals))
    const requests = (few + 1) * streams.length
    const { refused } = (await (await fetch(`${origin}/refused`)).json()) as { refused: number }
    const best = (requests / 50) * 1000
    console.log(
      `under 50 a second ${requests} requests in ${(limited.ms / 1000).toFixed(1)} s, ${((best / limited.ms) * 100).toFixed(0)} % of the limit, ${refused} refused, of which ${refusals.later} sent after the first refusal came`,
    )
  } finally {
    server.kill()
  }
}

async function fetchAll(url: string, pages: number): Promise<number> {
  let count = 0
  for (let page = 0; ; page++) {
    const { data } = (await (await fetch(`${url}?page=${page}&pages=${pages}`)).json()) as { data: unknown[] }
    if (data.length === 0) return count
    count += data.length
  }
}

/** When the first 429 came, and how many requests that were sent after it got one too. */
type Refusals = { seen: number; later: number }

function countRefusals(outbound: Outbound, refusals: Refusals): Outbound {
  return {
    ...outbound,
    async request(input) {
      const sentAt = performance.now()
      const response = await outbound.request(input)
      if (response.status !== 429) return response
      if (sentAt > refusals.seen) refusals.later++
      refusals.seen = Math.min(refusals.seen, performance.now())
      return response
    },
  }
}

async function readAll(origin: string, prefix: string, pages: number, refusals?: Refusals): Promise<number[]> {
  const opened = openOutbound({ allowPrivateHosts: [new URL(origin).host] })
  const outbound = refusals ? countRefusals(opened, refusals) : opened
  const source = openApiSource({
    manifest: loadManifest(JSON.stringify(manifest(origin, prefix, pages))),
    config: {},
    credentials: {},
    outbound,
    concurrency: streams.length,
  })
  let count = 0
  for await (const batch of source.read({ streams, state: {}, mode: 'full' })) {
    if (batch.end?.status === 'failed') throw batch.end.error
    count += batch.records.length
  }
  await outbound.close()
  return [count]
}

const manifest = (origin: string, prefix: string, pages: number) => ({
  version: '6.0.0',
  streams: streams.map((name) => ({
    name,
    retriever: {
      requester: { url_base: origin, path: `${prefix}/${name}`, request_parameters: { pages: String(pages) } },
      record_selector: { extractor: { field_path: ['data'] } },
      paginator: {
        type: 'DefaultPaginator',
        page_token_option: { type: 'RequestOption', inject_into: 'request_parameter', field_name: 'page' },
        pagination_strategy: { type: 'PageIncrement' },
      },
    },
    schema_loader: { type: 'InlineSchemaLoader', schema: {} },
  })),
})

async function timed(work: () => Promise<number[]>): Promise<{ ms: number; count: number; peakRss: number }> {
  let peakRss = 0
  const watch = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage().rss)
  }, 100)
  const start = performance.now()
  const counts = await work()
  clearInterval(watch)
  return { ms: performance.now() - start, count: counts.reduce((a, b) => a + b, 0), peakRss }
}

const report = (what: string, { ms, count }: { ms: number; count: number }) =>
  console.log(
    `${what.padEnd(17)} ${count} records in ${(ms / 1000).toFixed(1)} s: ${Math.round(count / (ms / 1000))} records/s`,
  )
