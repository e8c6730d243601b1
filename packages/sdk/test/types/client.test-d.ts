import type { Migration, Question, Run, SourceConnection, ThreadEvent } from '@godwit/contract'
import { expectTypeOf } from 'vitest'
import type { Client, GodwitError, Result } from '../../src/index.ts'

// checked by `npm run check:types`: nothing here runs
declare const godwit: Client
declare const error: GodwitError

expectTypeOf(godwit.migrations.create({ name: 'Acme' })).resolves.toEqualTypeOf<Migration>()
expectTypeOf(godwit.runs.wait('m', 'r')).resolves.toEqualTypeOf<Run>()
expectTypeOf<Run['questions']>().toEqualTypeOf<Question[] | undefined>()
expectTypeOf(godwit.thread.follow('m')).toEqualTypeOf<AsyncGenerator<ThreadEvent, void, void>>()
expectTypeOf(godwit.sourceConnection.attach('m', { source_key: 'hubspot' })).resolves.toEqualTypeOf<SourceConnection>()
expectTypeOf(error.code).extract<'network'>().toEqualTypeOf<'network'>()
expectTypeOf(error.code).extract<'run_active'>().toEqualTypeOf<'run_active'>()

// @ts-expect-error a migration needs a name
godwit.migrations.create({})
// @ts-expect-error the kinds of runs are known
godwit.runs.create('m', { kind: 'migrate' })
// @ts-expect-error a connection needs its connector
godwit.sourceConnection.attach('m', { config: {} })
// @ts-expect-error a column's rule is one of a few
godwit.templates.create({ name: 'T', columns: [{ name: 'a', desiredRule: 'regex' }] })

declare const result: Result<{ id: string }>
// @ts-expect-error the data is there only once success is known
result.data.id
if (result.type === 'success') expectTypeOf(result.data.id).toEqualTypeOf<string>()
