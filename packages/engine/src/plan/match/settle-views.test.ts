import { expect, test } from 'vitest'
import type { View } from '../shape/view.ts'
import { settleViews } from './settle-views.ts'

const view = (ref: string) => ({ ref }) as View
const [people, firms, orders] = [view('people'), view('firms'), view('orders')]

const settled = (ranked: Record<string, [View, number][]>) =>
  Object.fromEntries(
    [
      ...settleViews(
        new Map(
          Object.entries(ranked).map(([slug, scores]) => [
            slug,
            scores.map(([each, score]) => ({ view: each, score, filled: 1 })),
          ]),
        ),
      ),
    ].map(([slug, { ref }]) => [slug, ref]),
  )

test('A file that fits two templates about as well goes to the one that has no other', () => {
  expect(
    settled({
      companies: [
        [people!, 0.72],
        [firms!, 0.7],
      ],
      contacts: [[people!, 0.8]],
    }),
  ).toEqual({ companies: 'firms', contacts: 'people' })
})

test('Rows that hold two objects fill both templates', () => {
  expect(
    settled({
      orders: [[orders!, 0.9]],
      customers: [
        [orders!, 0.7],
        [firms!, 0.4],
      ],
    }),
  ).toEqual({ orders: 'orders', customers: 'orders' })
})

test('A template that no file fits stays empty, unless it is the only one', () => {
  expect(settled({ orders: [[orders!, 0.9]], visits: [[people!, 0.2]] })).toEqual({ orders: 'orders' })
  expect(settled({ visits: [[people!, 0.2]] })).toEqual({ visits: 'people' })
})
