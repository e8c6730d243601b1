import { expect, test } from 'vitest'
import { chooseStep } from './choose-step.ts'

const done = (steps: Record<string, unknown>) => new Map(Object.entries(steps))

test('a generate goes its way, one step after the other', () => {
  expect(chooseStep('generate', done({}), 0)).toBe('stage')
  expect(chooseStep('generate', done({ stage: {} }), 0)).toBe('profile')
  expect(chooseStep('generate', done({ stage: {}, profile: {} }), 0)).toBe('plan')
  const planned = { stage: {}, profile: {}, plan: { answers: 0, questions: [] } }
  expect(chooseStep('generate', done(planned), 0)).toBe('compile')
  expect(chooseStep('generate', done({ ...planned, compile: {}, preview: {} }), 0)).toBe('validate')
})

test('a plan with questions leads to asking, and answers lead to a new plan', () => {
  const planned = { stage: {}, profile: {}, plan: { answers: 0, questions: [{}] } }
  expect(chooseStep('generate', done(planned), 0)).toBe('ask')
  expect(chooseStep('generate', done(planned), 1)).toBe('plan')
})

test('free text that settled nothing leads to asking again', () => {
  const planned = { stage: {}, profile: {}, plan: { answers: 2, questions: [{}] } }
  expect(chooseStep('generate', done(planned), 2)).toBe('ask')
})

test('an execute needs no agent: transform, validate, reconcile, publish', () => {
  expect(chooseStep('execute', done({}), 0)).toBe('transform')
  expect(chooseStep('execute', done({ transform: {}, validate: {} }), 0)).toBe('reconcile')
  expect(chooseStep('execute', done({ transform: {}, validate: {}, reconcile: {}, publish: {} }), 0)).toBeNull()
})

test('a run that reads a live source extracts first, and goes on with it when credentials have come', () => {
  const extracting = { extracts: true }
  expect(chooseStep('generate', new Map(), 0, extracting)).toBe('extract')
  expect(chooseStep('generate', new Map([['extract', { waiting: true }]]), 0, extracting)).toBe('extract')
  expect(chooseStep('generate', new Map([['extract', { connections: [] }]]), 0, extracting)).toBe('stage')
  expect(chooseStep('generate', new Map(), 0)).toBe('stage')
})
