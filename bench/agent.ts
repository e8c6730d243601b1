import { runSuites } from './support/run-suites.ts'

export const about = 'how well the agent maps, cleans and finds duplicates on public data; arguments: names of suites'

export default (args: string[]): Promise<void> => runSuites(new URL('./agent/', import.meta.url), args)
