import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'
import { foldCode, foldText, foldWords } from './fold-text.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { phoneticCode } from './phonetic-code.ts'

describe('how alike two texts are', () => {
  test.each([
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['abc', 'xyz', 0],
  ])('%s and %s by their characters', (a, b, likeness) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 2)
  })
  test.each([
    ['kitten', 'sitting', 3],
    ['19121104', '19121140', 1],
    ['abcd', 'abdc', 1],
    ['', 'ab', 2],
  ])('%s and %s by what has to change', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance)
  })
  test('both are symmetric, and exact for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(jaroWinkler(a, b)).toBeCloseTo(jaroWinkler(b, a), 10)
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1)
        expect(jaroWinkler(a, a)).toBe(1)
        expect(editDistance(a, b, 20)).toBe(editDistance(b, a, 20))
        expect(editDistance(a, b, 20) === 0).toBe(a === b)
        expect(editDistance(a, b, 2)).toBe(Math.min(3, editDistance(a, b, 20)))
      }),
    )
  })
})

describe('texts as they are compared', () => {
  test.each([
    ['  Straße 5,  Köln ', 'strasse 5 koln'],
    ["Arnie Morton's & Co.", 'arnie mortons and co'],
  ])('%s', (value, folded) => expect(foldText(value)).toBe(folded))
  test('a code without signs, a designation in both spellings', () => {
    expect(foldCode('AB-12/3')).toBe('ab123')
    expect(foldWords('Sony PS-LX350H turntable')).toBe('sony ps lx350h turntable pslx350h')
  })
  test('words that sound alike', () => {
    expect(phoneticCode('schmidt')).toBe(phoneticCode('schmit'))
    expect(phoneticCode('philip')).toBe(phoneticCode('filip'))
    expect(phoneticCode('meyer')).toBe(phoneticCode('meier'))
    expect(phoneticCode('meyer')).not.toBe(phoneticCode('weber'))
  })
})
