import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countActiveRuns } from '../store/queries/count-active-runs.ts'
import type { Queryable } from '../store/store.ts'

/** What `/metrics` shows. Labels are routes as they are written, never ids, so their number is bounded. */
export type Metrics = {
  observe(request: { method: string; route: string; status: number; seconds: number }): void
  /** Prometheus text. */
  render(): Promise<{ contentType: string; text: string }>
}

export function openMetrics(store: Queryable): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({
    name: 'godwit_http_requests_total',
    help: 'HTTP requests answered',
    labelNames,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'godwit_http_request_duration_seconds',
    help: 'Time from a request to the end of its reply',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  })
  new Gauge({
    name: 'godwit_active_runs',
    help: 'Runs that have not ended, by status',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      // Without the store the rest is still worth seeing: the series is then absent, which says it.
      const counts = await countActiveRuns(store).catch(() => ({}))
      this.reset()
      for (const [status, count] of Object.entries(counts)) this.set({ status }, count)
    },
  })
  return {
    observe({ method, route, status, seconds }) {
      requests.inc({ method, route, status })
      durations.observe({ method, route }, seconds)
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}
