import type { StreamState } from '../../source.ts'
import { isMap } from '../manifest/build-component.ts'
import type { PageToken } from '../page/paginator.ts'

/** Where an unfinished read stands. `index` counts slices, `key` names the one; `page` is the page to read next in it. */
export type Resume = {
  started_at: string
  initial: Record<string, unknown>
  slice?: {
    index: number
    key: string
    done: boolean
    page?: PageToken | null
    last?: string | null
    high?: string | null
    pages?: number
  }
  high?: string | null
  count: number
}

/** Where a read with this state goes on; where it begins, when it has not begun. */
export function readResume(state: StreamState, mode: 'full' | 'incremental', startedAt: Date): Resume {
  const stored = state.resume
  if (isMap(stored) && typeof stored['started_at'] === 'string')
    return { count: 0, ...(stored as Omit<Resume, 'count'>) } as Resume
  return {
    started_at: startedAt.toISOString(),
    initial: mode === 'incremental' && isMap(state.cursor) ? state.cursor : {},
    count: 0,
  }
}

/** Whether the cursor of this state is that of an unfinished read. */
export const isContinued = ({ resume, cursor }: StreamState): boolean => isMap(resume) && isMap(cursor)
