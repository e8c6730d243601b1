import { call, follow, read, upload } from './api.js'
import { badge, errorBox, field, guarded, h, localTime } from './dom.js'
import { previewPart } from './preview-part.js'
import { questionsPart } from './questions-part.js'

/** Events after which the run, the files or the preview may look different. */
const turningPoints = new Set(['status', 'preview', 'request_input', 'completed', 'error'])

/** One migration: files, runs, what the agent says, what it asks, and what would come out. */
export function migrationPage(id, signal) {
  const title = h('h1', { tabindex: '-1' }, 'Migration')
  const state = h('p', { class: 'quiet' })
  const box = errorBox()
  const files = h('ul', {})
  const thread = h('ol', { class: 'thread', 'aria-live': 'polite', 'aria-label': 'Thread' })
  const runState = h('p', {})
  const bar = h('progress', { hidden: true, 'aria-label': 'Progress of the run' })
  const questions = h('div')
  const preview = h('div')
  const generate = h(
    'button',
    { type: 'button', class: 'primary', onclick: () => start(generate, 'generate') },
    'Generate',
  )
  const execute = h('button', { type: 'button', onclick: () => start(execute, 'execute') }, 'Execute')
  const cancel = h('button', { type: 'button', onclick: stop }, 'Cancel run')
  let shownPreview = ''
  let shownQuestions = ''
  let run = null

  const path = `/migrations/${id}`
  const start = (button, kind) =>
    guarded(button, box, async () => {
      await call('POST', `${path}/runs`, { kind })
      await refresh()
    })
  function stop() {
    guarded(cancel, box, async () => {
      await call('PATCH', `${path}/runs/${run.run_id}`, { status: 'cancel_requested' })
      await refresh()
    })
  }

  async function refresh() {
    const [{ migration }, { files: arrived }, { runs }] = await Promise.all([
      read(path),
      read(`${path}/files`),
      read(`${path}/runs?limit=1`),
    ])
    if (signal.aborted) return
    run = runs.length > 0 ? await read(`${path}/runs/${runs[0].run_id}`) : null
    title.textContent = migration.name
    document.title = `${migration.name} · Godwit`
    state.replaceChildren(
      badge(migration.status),
      ` ${migration.source?.name ?? 'no source'} · created ${localTime(migration.created_at)}`,
    )
    files.replaceChildren(...arrived.map(renderFile))
    showRun(arrived.length > 0, migration)
    await showPreview(migration)
  }

  function showRun(hasFiles, migration) {
    const active = run !== null && ['queued', 'running', 'blocked'].includes(run.status)
    const refuse = (button, reason) => {
      button.disabled = reason !== null
      button.title = reason ?? ''
    }
    refuse(generate, active ? 'A run is active.' : hasFiles ? null : 'Upload a file first.')
    const previewed = migration.status === 'awaiting_approval' || migration.status === 'completed'
    refuse(execute, active ? 'A run is active.' : previewed ? null : 'Generate a preview first.')
    const next = previewed && !active ? execute : generate
    for (const button of [generate, execute]) button.classList.toggle('primary', button === next)
    refuse(cancel, active ? null : 'No run is active.')
    runState.replaceChildren(
      ...(run ? [`Last run: ${run.kind} `, badge(run.status), ` ${run.error ?? run.message ?? ''}`] : ['No run yet.']),
    )
    const { progress } = run ?? {}
    bar.hidden = !active || run.status === 'blocked' || !progress
    if (progress?.total) {
      bar.max = progress.total
      bar.value = progress.done
    } else bar.removeAttribute('value')
    const asked = run?.status === 'blocked' ? (run.questions ?? []) : []
    const key = JSON.stringify(asked.map((question) => question.id))
    if (key === shownQuestions) return
    shownQuestions = key
    questions.replaceChildren(...(asked.length > 0 ? [questionsPart(asked, (answers) => answer(answers))] : []))
  }

  async function answer(answers) {
    await call('POST', `${path}/runs/${run.run_id}/messages`, { answers })
    await refresh()
  }

  async function showPreview(migration) {
    if (migration.status !== 'awaiting_approval' && migration.status !== 'completed') return
    // a preview is made anew by every run that ends in one
    const key = `${migration.status} ${run?.run_id} ${run?.status}`
    if (key === shownPreview) return
    shownPreview = key
    preview.replaceChildren(await previewPart(id, { executed: migration.status === 'completed' }))
  }

  let soon = null
  const refreshSoon = () => {
    clearTimeout(soon)
    soon = setTimeout(() => refresh().catch(fail), 150)
  }
  const fail = (error) => {
    if (!signal.aborted) box.textContent = error.message
  }
  signal.addEventListener('abort', () => clearTimeout(soon))

  refresh().catch(fail)
  follow(
    id,
    (event) => {
      thread.append(renderEvent(event))
      thread.scrollTop = thread.scrollHeight
      if (turningPoints.has(event.type)) refreshSoon()
    },
    signal,
  ).catch(fail)

  return h(
    'div',
    {},
    h('p', {}, h('a', { href: '#/' }, 'All migrations')),
    title,
    state,
    box,
    h('section', {}, h('h2', {}, 'Files'), files, uploadForm(id, refresh)),
    h('section', {}, h('h2', {}, 'Run'), runState, bar, h('div', { class: 'bar' }, generate, execute, cancel)),
    questions,
    h('section', {}, h('h2', {}, 'What the agent did'), thread),
    preview,
  )
}

function uploadForm(id, onDone) {
  const box = errorBox()
  const input = h('input', { type: 'file', multiple: true, required: true })
  const button = h('button', {}, 'Upload')
  const submit = (event) => {
    event.preventDefault()
    guarded(button, box, async () => {
      for (const file of input.files) await upload(id, file)
      input.value = ''
      await onDone()
    })
  }
  return h('form', { class: 'bar', onsubmit: submit }, field('Add files', input), button, box)
}

function renderFile({ name, size_bytes, status, warnings }) {
  return h(
    'li',
    {},
    `${name} · ${size_bytes.toLocaleString()} bytes · ${status}`,
    warnings.length > 0
      ? h(
          'ul',
          {},
          warnings.map(({ message }) => h('li', { class: 'quiet' }, message)),
        )
      : null,
  )
}

function renderEvent({ type, data, created_at }) {
  const asked = data.questions?.map(({ question }) => question).join(' / ')
  const inserted = data.report && `Inserted ${data.report.inserted.toLocaleString()} rows.`
  const text = asked ?? inserted ?? data.text ?? data.message ?? (data.status ?? type).replaceAll('_', ' ')
  const time = h('time', { datetime: created_at }, localTime(created_at, { timeStyle: 'medium' }))
  return h('li', {}, time, h('span', {}, String(text)))
}
