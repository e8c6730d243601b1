import type { ColumnProfile, TemplateColumn } from '@godwit/contract'
import type { MatchInput } from '../../packages/engine/src/plan/index.ts'
import { profileValues } from '../../packages/engine/src/plan/shape/profile-values.ts'
import { concepts } from '../../packages/engine/src/plan/words/concepts.ts'

/** A matching problem made up from vocabularies, with what is right: template column → source column. */
export type MadeProblem = { input: MatchInput; gold: ReadonlyMap<string, string> }

/** Concepts that stand together in one table, each with the sort of its values. */
const subjects: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  customer: {
    id: 'id',
    'first name': 'word',
    'last name': 'word',
    company: 'words',
    email: 'email',
    phone: 'phone',
    mobile: 'phone',
    street: 'words',
    postcode: 'digits',
    city: 'word',
    country: 'list',
    website: 'url',
    created: 'date',
    updated: 'date',
    owner: 'words',
    source: 'list',
    status: 'list',
    note: 'text',
    'tax id': 'id',
    language: 'list',
    birthday: 'date',
    tags: 'list',
  },
  employee: {
    id: 'id',
    'first name': 'word',
    'last name': 'word',
    email: 'email',
    department: 'list',
    'job title': 'words',
    manager: 'words',
    salary: 'money',
    started: 'date',
    ended: 'date',
    birthday: 'date',
    gender: 'list',
    location: 'list',
    'cost centre': 'digits',
    nationality: 'list',
    phone: 'phone',
    active: 'flag',
    iban: 'id',
  },
  invoice: {
    'invoice number': 'id',
    customer: 'words',
    issued: 'date',
    due: 'date',
    paid: 'date',
    subtotal: 'money',
    tax: 'money',
    total: 'money',
    currency: 'list',
    status: 'list',
    discount: 'money',
    method: 'list',
    balance: 'money',
    reference: 'id',
    note: 'text',
  },
  product: {
    sku: 'id',
    name: 'words',
    description: 'text',
    category: 'list',
    'cost price': 'money',
    'sale price': 'money',
    stock: 'number',
    supplier: 'words',
    ean: 'digits',
    weight: 'number',
    brand: 'list',
    active: 'flag',
    created: 'date',
    colour: 'list',
    unit: 'list',
    warehouse: 'list',
  },
  ticket: {
    id: 'id',
    title: 'words',
    description: 'text',
    status: 'list',
    priority: 'list',
    requester: 'email',
    assignee: 'words',
    created: 'date',
    updated: 'date',
    closed: 'date',
    tags: 'list',
    channel: 'list',
    team: 'list',
    due: 'date',
    category: 'list',
  },
  patient: {
    id: 'id',
    gender: 'list',
    birthday: 'date',
    age: 'number',
    height: 'number',
    weight: 'number',
    'body mass index': 'number',
    diagnosis: 'words',
    laterality: 'list',
    smoking: 'list',
    'vital status': 'list',
    treatment: 'list',
    physician: 'words',
    hospital: 'words',
    recurrence: 'flag',
    ethnicity: 'list',
    dose: 'number',
  },
}

type Values =
  | 'id'
  | 'word'
  | 'words'
  | 'email'
  | 'phone'
  | 'digits'
  | 'list'
  | 'url'
  | 'date'
  | 'text'
  | 'money'
  | 'number'
  | 'flag'

/** `count` problems, always the same ones. */
export function generateProblems(count: number): MadeProblem[] {
  const dice = openDice(20_250_101)
  return Array.from({ length: count }, () => generateProblem(dice))
}

function generateProblem(dice: Dice): MadeProblem {
  const subject = dice.pick(Object.keys(subjects))
  const known = Object.entries(subjects[subject]!)
  const style = dice.pick(['snake', 'title', 'camel', 'plain'] as const)
  const prefix = dice.chance(0.15) ? dice.pick(['property_', 'custom_', `${subject}_`, 'x_', 'fld_']) : ''
  const columns: TemplateColumn[] = []
  const sources: ColumnProfile[] = []
  const gold = new Map<string, string>()
  for (const [concept, values] of dice.shuffle(known)) {
    const wanted = dice.chance(0.75)
    const there = dice.chance(0.75)
    const name = wanted ? targetName(dice, concept, subject) : ''
    const label = there ? prefix + sourceName(dice, concept, subject, style) : ''
    const fresh = label !== '' && !sources.some(({ column }) => column.toLowerCase() === label.toLowerCase())
    const asked = name !== '' && !columns.some((column) => column.name === name)
    if (asked) columns.push(templateColumn(dice, name, values, concept, subject))
    if (fresh) sources.push(makeProfile(dice, label, values))
    if (asked && fresh) gold.set(name, label)
  }
  return {
    input: {
      table: { name: dice.chance(0.6) ? subject : 'export', columns: dice.shuffle(sources) },
      template: { name: subject, slug: subject, description: '', columns },
    },
    gold,
  }
}

const phrasesOf = new Map(concepts.map(({ concept, phrases }) => [concept, phrases]))

/** Template columns have English names, at times with their object before them. */
function targetName(dice: Dice, concept: string, subject: string): string {
  const bare = concept.replaceAll(' ', '_')
  return dice.chance(0.2) ? `${subject}_${bare}` : bare
}

/** A word of any language for it; now and then cut short, misspelt, or one that nobody knows. */
function sourceName(
  dice: Dice,
  concept: string,
  subject: string,
  style: 'snake' | 'title' | 'camel' | 'plain',
): string {
  let phrase = dice.pick(phrasesOf.get(concept) ?? [concept])
  if (dice.chance(0.12)) phrase = dice.word() + dice.word()
  else if (dice.chance(0.08) && phrase.length > 6) phrase = phrase.slice(0, dice.below(3) + 3)
  else if (dice.chance(0.08) && phrase.length > 5) phrase = phrase.slice(0, 3) + phrase.slice(4)
  const words = (dice.chance(0.12) ? `${subject}_${phrase}` : phrase).split('_')
  if (style === 'snake') return words.join('_')
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  if (style === 'camel') return words.map((word, at) => (at === 0 ? word : capital(word))).join('')
  return style === 'title' ? words.map(capital).join(' ') : words.join(' ')
}

function templateColumn(dice: Dice, name: string, values: Values, concept: string, subject: string): TemplateColumn {
  const typed = {
    email: 'email',
    phone: 'phone',
    date: 'date',
    money: 'decimal',
    number: 'decimal',
    flag: 'boolean',
    url: 'url',
  } as const
  return {
    name,
    description: dice.chance(0.4) ? `The ${concept} of the ${subject}.` : '',
    required: false,
    unique: values === 'id' && dice.chance(0.5),
    desiredRule: 'none',
    strictRule: null,
    linkRule: null,
    type: dice.chance(0.5) && values in typed ? typed[values as keyof typeof typed] : null,
    examples: [],
  }
}

function makeProfile(dice: Dice, column: string, values: Values): ColumnProfile {
  const rowCount = 60
  const options = Array.from({ length: 4 }, () => dice.word())
  const make: Record<Values, () => string> = {
    id: () => `${options[0]!.slice(0, 2).toUpperCase()}-${dice.below(90_000) + 10_000}`,
    word: () => capitalised(dice.word()),
    words: () => `${capitalised(dice.word())} ${capitalised(dice.word())}`,
    email: () => `${dice.word()}@${dice.word()}.example`,
    phone: () => `+49 30 ${dice.below(9_000_000) + 1_000_000}`,
    digits: () => String(dice.below(90_000) + 10_000),
    list: () => dice.pick(options),
    url: () => `https://${dice.word()}.example/${dice.word()}`,
    date: () => `20${10 + dice.below(14)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`,
    text: () => Array.from({ length: 8 }, () => dice.word()).join(' '),
    money: () => `${dice.below(9_000)}.${two(dice.below(100))}`,
    number: () => String(dice.below(200)),
    flag: () => dice.pick(['true', 'false']),
  }
  const counts = new Map<string, number>()
  for (let row = 0; row < rowCount; row++) {
    const value = make[values]()
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const top = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  return profileValues({ column, rowCount, values: top })
}

const two = (number: number): string => String(number).padStart(2, '0')
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

type Dice = ReturnType<typeof openDice>

/** Numbers that look random and are the same every time. */
function openDice(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
  const below = (most: number) => Math.floor(next() * most)
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
  return {
    below,
    pick,
    chance: (share: number) => next() < share,
    word: () => Array.from({ length: 2 + below(2) }, () => pick([...'bdfgklmnprstvz']) + pick([...'aeiou'])).join(''),
    shuffle: <Item>(items: readonly Item[]): Item[] => {
      const rest = [...items]
      const mixed: Item[] = []
      while (rest.length > 0) mixed.push(...rest.splice(below(rest.length), 1))
      return mixed
    },
  }
}
