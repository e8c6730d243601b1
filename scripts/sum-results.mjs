// Sums what the test runner wrote: `node scripts/sum-results.mjs DIR [failed step…]`. Plain JavaScript, so that any
// Node can say how a run went even when the installation failed. A step that failed without a failed test counts as one
// failure; a skipped test is a failure of the run, since nothing here is meant to be skipped.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [dir = '.', ...failedSteps] = process.argv.slice(2)
const reports = readdirSync(dir)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')))

let passed = 0
let failed = 0
let skipped = 0
for (const report of reports) {
  passed += report.numPassedTests
  failed += report.numFailedTests
  skipped += report.numPendingTests + report.numTodoTests
  for (const file of report.testResults) {
    const broken = file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')
    if (!broken) continue
    failed += 1
    console.log(`failed to load: ${file.name}`)
  }
  for (const file of report.testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'failed') console.log(`failed: ${fullName}`)
      if (status === 'pending' || status === 'skipped' || status === 'todo') console.log(`skipped: ${fullName}`)
    }
  }
}
for (const step of failedSteps) console.log(`failed step: ${step}`)
failed = Math.max(failed, failedSteps.length)
if (reports.length === 0 && failed === 0) failed = 1

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || skipped > 0 ? 1 : 0
