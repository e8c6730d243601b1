import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { readAnswers } from '../migrate/read-answers.ts'
import { askPerson, renderQuestion } from '../ui/ask-person.ts'

export function answerRun(program: Command, edge: Process) {
  program
    .command('answer')
    .description('answer what a blocked run asks')
    .argument('<migration>', 'id of the migration')
    .argument('[text...]', 'the answer in your own words')
    .option('--answers <file>', 'JSON: [{"id", "value"}] or {"<id>": "<value>"}')
    .action(async (migrationId: string, text: string[], options: { answers?: string }, command: Command) => {
      const { output, client, process, interactive } = openContext(command, edge)
      const { signal } = process
      const godwit = client()
      const { runs } = await godwit.runs.list(migrationId, { limit: 200 }, { signal })
      const blocked = runs.find(({ status }) => status === 'blocked')
      if (!blocked) throw new CommandError(exitCodes.failed, 'No run of this migration is waiting for an answer.')
      const { questions = [], blocked_reason } = await godwit.runs.get(migrationId, blocked.run_id, { signal })
      if (blocked_reason === 'credentials') {
        throw new CommandError(exitCodes.failed, `The run waits for credentials: godwit credentials ${migrationId}`)
      }

      let answers = text.length > 0 ? text.join(' ') : options.answers ? await readAnswers(options.answers) : null
      if (answers === null && interactive) {
        answers = await askPerson(questions, { input: process.stdin, output: process.stderr, signal })
      }
      if (answers === null) {
        for (const question of questions) output.line([`[${question.id}]`, ...renderQuestion(question)].join('\n'))
        output.result({ run_id: blocked.run_id, questions })
        process.setExitCode(exitCodes.blocked)
        return
      }
      const reply = await godwit.runs.answer(migrationId, blocked.run_id, answers, { signal })
      output.line(`Answered; the run goes on (${reply.run_id}).`)
      output.result(reply)
    })
}
