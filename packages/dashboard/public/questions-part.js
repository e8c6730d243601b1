import { errorBox, field, guarded, h } from './dom.js'

/** The open questions as a form; `onAnswer` gets all answers at once. */
export function questionsPart(questions, onAnswer) {
  const box = errorBox()
  const button = h('button', { class: 'primary' }, 'Answer')
  const submit = (event) => {
    event.preventDefault()
    const form = new FormData(event.target)
    const answers = questions.map(({ id }) => {
      const own = String(form.get(`${id} own`) ?? '').trim()
      return { id, value: own || String(form.get(id) ?? '') }
    })
    if (answers.some(({ value }) => value === '')) {
      box.textContent = 'Every question needs an answer.'
      return
    }
    guarded(button, box, () => onAnswer(answers))
  }
  return h(
    'section',
    { 'aria-label': 'Questions' },
    h('h2', {}, questions.length === 1 ? 'A question' : `${questions.length} questions`),
    h('form', { onsubmit: submit }, questions.map(renderQuestion), box, button),
  )
}

function renderQuestion({ id, question, options, allowCustom, about }) {
  const where = [about.table, about.column].filter(Boolean).join(' · ')
  const facts = [where, about.affected_rows > 0 ? `${about.affected_rows} rows` : ''].filter(Boolean).join(', ')
  return h(
    'fieldset',
    {},
    h('legend', {}, question),
    facts ? h('p', { class: 'quiet' }, facts) : null,
    about.samples.length > 0 ? h('p', { class: 'quiet' }, `Such as: ${about.samples.slice(0, 5).join(' · ')}`) : null,
    options.map((option) =>
      h('label', {}, h('input', { type: 'radio', name: id, value: option.id }), ` ${option.label}`),
    ),
    allowCustom ? field('In your own words', h('input', { name: `${id} own`, size: 40 })) : null,
  )
}
