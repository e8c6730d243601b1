import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SseParser } from './parse-sse.ts'

test('an event has its id, its type and its data lines', () => {
  const events = new SseParser().push(': hello\n\nid: 7\nevent: status\ndata: {"a":\ndata:1}\n\n')
  expect(events).toEqual([{ id: '7', type: 'status', data: '{"a":\n1}' }])
})

test('an event that its blank line never ended is not given out', () => {
  expect(new SseParser().push('id: 1\ndata: half')).toEqual([])
})

test('a comment between events is passed over', () => {
  expect(new SseParser().push('data: 1\n\n: keep-alive\n\ndata: 2\n\n').map((event) => event.data)).toEqual(['1', '2'])
})

test('pieces of any size and any line ending give the same events', () => {
  const eventArbitrary = fc.record({ id: fc.nat(), text: fc.string().filter((text) => !/[\r\n]/.test(text)) })
  fc.assert(
    fc.property(
      fc.array(eventArbitrary, { maxLength: 10 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat({ max: 9 }), { minLength: 1 }),
      (events, end, sizes) => {
        const wire = `${events.map(({ id, text }) => `id: ${id}${end}event: message${end}data: ${JSON.stringify(text)}${end}${end}`).join('')}:${end}`
        const parser = new SseParser()
        const seen = []
        for (let at = 0, turn = 0; at < wire.length; turn++) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0)
          seen.push(...parser.push(wire.slice(at, at + size)))
          at += size
        }
        expect(seen.map((event) => JSON.parse(event.data))).toEqual(events.map((event) => event.text))
      },
    ),
  )
})
