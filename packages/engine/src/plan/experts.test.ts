import type { Question } from '@godwit/contract'
import { expect, test } from 'vitest'
import { planOver, type Rows, templateOf } from '../../test/support/plan-over.ts'
import { EngineError } from '../errors.ts'

/**
 * Small files of trades that no rule was made for, with the mapping that somebody who knows the trade would sign:
 * template column → source column, null for what has none. `asks`: template columns that a person is asked about.
 */
type Case = {
  title: string
  columns: Parameters<typeof templateOf>[1]
  slug: string
  files: Record<string, string>
  mapping: Record<string, string | null>
  asks?: string[]
  /** Pieces of SQL that must stand in a column's expression. */
  sql?: Record<string, string>
  values?: Record<string, Record<string, string | null>>
}

/** A table written with bars: the first line is its header. */
function readTable(drawn: string): Rows {
  const [header, ...rows] = drawn
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  return Object.fromEntries(header!.map((name, at) => [name, rows.map((row) => row[at] || null)]))
}

/** The source columns that an expression reads, in order. */
const readsOf = (expression: string): string | null =>
  [...new Set([...expression.matchAll(/\b[a-z][a-z0-9_]*\."((?:[^"]|"")+)"/g)].map((match) => match[1]!))].join(
    ' + ',
  ) || null

const cases: Case[] = [
  {
    title: 'a sign-up list whose date column is called otherwise',
    slug: 'members',
    columns: [
      { name: 'name' },
      { name: 'email', type: 'email', required: true },
      { name: 'signed_up', type: 'date' },
      { name: 'plan', strictRule: ['pro', 'basic'] },
      { name: 'amount', type: 'decimal' },
    ],
    files: {
      'signups.csv': `
Full Name | E-mail | Signup | Plan | Amount
Ada Byron | ada@x.example | 03/04/2024 | Pro | 12.50
Max Ernst | max@x.example | 05/06/2024 | basic | 8.00
Ida Noddack | ida@x.example | 07/08/2024 | PRO | 12.50`,
    },
    mapping: { name: 'Full Name', email: 'E-mail', signed_up: 'Signup', plan: 'Plan', amount: 'Amount' },
    asks: ['signed_up'],
  },
  {
    title: 'staff of a Spanish firm',
    slug: 'employees',
    columns: [
      { name: 'employee_id', required: true, unique: true },
      { name: 'first_name', required: true },
      { name: 'last_name', required: true },
      { name: 'email', type: 'email' },
      { name: 'hire_date', type: 'date' },
      { name: 'department' },
      { name: 'salary', type: 'decimal' },
      { name: 'active', type: 'boolean' },
    ],
    files: {
      'plantilla.csv': `
Nº Empleado | Nombre | Apellidos | Correo electrónico | Fecha de alta | Departamento | Salario bruto | Activo
0012 | Lucía | García Pérez | lucia@empresa.example | 15/03/2019 | Ventas | 28.500,00 | Sí
0013 | Mateo | Ruiz Soto | mateo@empresa.example | 01/10/2020 | Compras | 31.200,50 | No
0014 | Carmen | Vega Gil | carmen@empresa.example | 23/05/2021 | Ventas | 26.000,00 | Sí
0015 | Hugo | León Mas | hugo@empresa.example | 30/11/2022 | Dirección | 45.750,00 | Sí`,
    },
    mapping: {
      employee_id: 'Nº Empleado',
      first_name: 'Nombre',
      last_name: 'Apellidos',
      email: 'Correo electrónico',
      hire_date: 'Fecha de alta',
      department: 'Departamento',
      salary: 'Salario bruto',
      active: 'Activo',
    },
    sql: { salary: "'comma'", hire_date: '%d/%m/%Y' },
  },
  {
    title: 'tickets of a help desk',
    slug: 'tickets',
    columns: [
      { name: 'ticket_id', required: true, unique: true },
      { name: 'subject', required: true },
      { name: 'status', strictRule: ['open', 'pending', 'closed'], required: true },
      { name: 'priority', strictRule: ['low', 'medium', 'high'] },
      { name: 'requester_email', type: 'email' },
      { name: 'assignee' },
      { name: 'created_at', type: 'timestamp' },
      { name: 'closed_at', type: 'timestamp' },
      { name: 'tags' },
    ],
    files: {
      'tickets.csv': `
Id | Subject | Status | Priority | Requester | Agent | Created | Solved at | Labels | Group
8801 | Printer on fire | Open | High | joe@a.example | Kim Lee | 2024-03-01 08:15 | | hardware, urgent | Tier 1
8802 | Cannot log in | Waiting | Normal | amy@b.example | Kim Lee | 2024-03-01 09:20 | | login | Tier 1
8803 | Invoice wrong | Closed | Low | bob@c.example | Sam Oh | 2024-02-11 10:02 | 2024-02-12 12:00 | billing | Tier 2
8804 | Please delete me | Closed | Low | eve@d.example | Sam Oh | 2024-02-14 17:45 | 2024-02-15 08:30 | | Tier 2`,
    },
    mapping: {
      ticket_id: 'Id',
      subject: 'Subject',
      status: 'Status',
      priority: 'Priority',
      requester_email: 'Requester',
      assignee: 'Agent',
      created_at: 'Created',
      closed_at: 'Solved at',
      tags: 'Labels',
    },
    values: { status: { Waiting: 'pending' }, priority: { Normal: 'medium' } },
  },
  {
    title: 'the stock of a French shop',
    slug: 'products',
    columns: [
      { name: 'sku', required: true, unique: true },
      { name: 'name', required: true },
      { name: 'cost_price', type: 'decimal' },
      { name: 'sale_price', type: 'decimal' },
      { name: 'stock', type: 'integer' },
      { name: 'supplier' },
      { name: 'barcode' },
    ],
    files: {
      'inventaire.csv': `
Réf. | Désignation | Prix d'achat HT | Prix de vente TTC | Qté en stock | Fournisseur | Code-barres
A-100 | Marteau | 4,20 | 9,90 | 120 | Outils Durand | 3012345678901
A-101 | Tournevis plat | 1,05 | 3,50 | 340 | Outils Durand | 3012345678918
B-200 | Perceuse 18V | 1 045,00 | 1 299,00 | 7 | Élec Martin | 3012345678925
B-201 | Scie sauteuse | 39,00 | 79,95 | 15 | Élec Martin | 3012345678932`,
    },
    mapping: {
      sku: 'Réf.',
      name: 'Désignation',
      cost_price: "Prix d'achat HT",
      sale_price: 'Prix de vente TTC',
      stock: 'Qté en stock',
      supplier: 'Fournisseur',
      barcode: 'Code-barres',
    },
    sql: { cost_price: "'comma'" },
  },
  {
    title: 'Dutch addresses',
    slug: 'addresses',
    columns: [
      { name: 'company', required: true },
      { name: 'street' },
      { name: 'house_number' },
      { name: 'postcode' },
      { name: 'city' },
      { name: 'country', type: 'country' },
      { name: 'phone', type: 'phone' },
    ],
    files: {
      'relaties.csv': `
Bedrijfsnaam | Straat | Huisnr | Postcode | Woonplaats | Land | Tel. | KvK
Bakker BV | Dorpsstraat | 12 | 1234 AB | Utrecht | Nederland | 030-1234567 | 12345678
De Vries & Zn | Kerklaan | 5a | 2345 BC | Leiden | Nederland | 071 765 4321 | 23456789
Jansen Bouw | Stationsplein | 101 | 3456 CD | Gent | België | +32 9 123 45 67 | 34567890`,
    },
    mapping: {
      company: 'Bedrijfsnaam',
      street: 'Straat',
      house_number: 'Huisnr',
      postcode: 'Postcode',
      city: 'Woonplaats',
      country: 'Land',
      phone: 'Tel. + Land',
    },
  },
  {
    title: 'customers of a Portuguese company',
    slug: 'customers',
    columns: [
      { name: 'name', required: true },
      { name: 'tax_id', unique: true },
      { name: 'email', type: 'email' },
      { name: 'mobile', type: 'phone' },
      { name: 'birthday', type: 'date' },
      { name: 'city' },
      { name: 'newsletter', type: 'boolean' },
      { name: 'notes' },
    ],
    files: {
      'clientes.csv': `
Nome completo | NIF | E-mail | Telemóvel | Data de nascimento | Cidade | Subscreveu newsletter | Observações
João Silva | 123456789 | joao@x.example | 912 345 678 | 25-12-1980 | Porto | Sim |
Maria Santos | 234567890 | maria@x.example | 963 111 222 | 02-01-1975 | Lisboa | Não | prefere contacto à tarde
Rui Costa | 345678901 | rui@x.example | 934 555 666 | 14-07-1990 | Braga | Sim |`,
    },
    mapping: {
      name: 'Nome completo',
      tax_id: 'NIF',
      email: 'E-mail',
      mobile: 'Telemóvel',
      birthday: 'Data de nascimento',
      city: 'Cidade',
      newsletter: 'Subscreveu newsletter',
      notes: 'Observações',
    },
    sql: { birthday: '%d-%m-%Y' },
  },
  {
    title: 'American dates, proven by the column',
    slug: 'donations',
    columns: [
      { name: 'donor' },
      { name: 'donated_on', type: 'date' },
      { name: 'amount', type: 'decimal' },
      { name: 'receipt_sent', type: 'boolean' },
    ],
    files: {
      'gifts.csv': `
Donor Name | Gift Date | Gift Amt | Receipt?
Smith Family | 12/25/2023 | $1,250.00 | Y
Jo March | 01/05/2024 | $50.00 | N
Acme Corp | 3/17/2024 | $10,000.00 | Y`,
    },
    mapping: { donor: 'Donor Name', donated_on: 'Gift Date', amount: 'Gift Amt', receipt_sent: 'Receipt?' },
    sql: { donated_on: '%m/%d/%Y', amount: "'dot'" },
  },
  {
    title: 'yes and no in many spellings',
    slug: 'accounts',
    columns: [
      { name: 'account_id', required: true, unique: true },
      { name: 'is_active', type: 'boolean' },
      { name: 'is_vip', type: 'boolean' },
    ],
    files: {
      'accounts.csv': `
Account | Active? | VIP customer
A1 | Yes | 1
A2 | no | 0
A3 | Y | 0
A4 | TRUE | 1
A5 | n | 0`,
    },
    mapping: { account_id: 'Account', is_active: 'Active?', is_vip: 'VIP customer' },
  },
  {
    title: 'two files of which one has nothing to do with it',
    slug: 'rooms',
    columns: [
      { name: 'room_no', required: true, unique: true },
      { name: 'floor', type: 'integer' },
      { name: 'capacity', type: 'integer' },
    ],
    files: {
      'menu.csv': `
Dish | Price | Vegan
Soup | 4.50 | yes
Pasta | 9.90 | no
Salad | 7.20 | yes`,
      'rooms.csv': `
Room | Floor | Seats | Beamer
R101 | 1 | 12 | yes
R102 | 1 | 8 | no
R201 | 2 | 30 | yes`,
    },
    mapping: { room_no: 'Room', floor: 'Floor', capacity: 'Seats' },
  },
  {
    title: 'columns without a single value',
    slug: 'contacts',
    columns: [
      { name: 'name' },
      { name: 'email', type: 'email' },
      { name: 'phone', type: 'phone' },
      { name: 'fax', type: 'phone' },
    ],
    files: {
      'contacts.csv': `
Name | Email | Phone | Fax | Birthday
Ann Lee | ann@x.example | +61 491 570 156 | |
Bo Chan | bo@x.example | +61 491 570 157 | |`,
    },
    mapping: { name: 'Name', email: 'Email', phone: 'Phone', fax: 'Fax' },
  },
  {
    title: 'a file of one column',
    slug: 'subscribers',
    columns: [{ name: 'email', type: 'email', required: true, unique: true }, { name: 'name' }],
    files: {
      'list.csv': `
column_1
ann@x.example
bo@x.example
cy@x.example`,
    },
    mapping: { email: 'column_1', name: null },
  },
  {
    title: 'headers that are all blank: what the values say, and no guesses beyond it',
    slug: 'people',
    columns: [
      { name: 'full_name' },
      { name: 'email', type: 'email', required: true },
      { name: 'joined_on', type: 'date' },
      { name: 'nickname' },
    ],
    files: {
      'export.csv': `
column_1 | column_2 | column_3 | column_4
Ann Lee | ann@x.example | 2021-03-04 | 17
Bo Chan | bo@x.example | 2022-11-30 | 4
Cy Young | cy@x.example | 2020-01-15 | 9`,
    },
    mapping: { full_name: 'column_1', email: 'column_2', joined_on: 'column_3', nickname: null },
  },
  {
    title: 'a header that stands there twice',
    slug: 'contacts',
    columns: [{ name: 'name', required: true }, { name: 'email', type: 'email' }, { name: 'city' }],
    files: {
      'contacts.csv': `
Name | Email | Email (2) | City
Ann Lee | ann@x.example | ann@home.example | Perth
Bo Chan | bo@x.example | bo@home.example | Cairns
Cy Young | cy@x.example | | Hobart`,
    },
    mapping: { name: 'Name', email: 'Email', city: 'City' },
    asks: ['email'],
  },
  {
    title: 'two phones for one',
    slug: 'contacts',
    columns: [{ name: 'name', required: true }, { name: 'phone', type: 'phone' }, { name: 'city' }],
    files: {
      'contacts.csv': `
Name | Phone 1 | Phone 2 | Billing city | Shipping city
Ann Lee | +61 491 570 156 | +61 255 501 234 | Perth | Perth
Bo Chan | +61 491 570 157 | +61 255 501 235 | Cairns | Hobart
Cy Young | +61 491 570 158 | +61 255 501 236 | Hobart | Darwin`,
    },
    mapping: { name: 'Name', phone: 'Phone 1', city: 'Billing city' },
    asks: ['city', 'phone'],
  },
  {
    title: 'a required column that nothing feeds',
    slug: 'vehicles',
    columns: [
      { name: 'plate', required: true, unique: true },
      { name: 'fuel', required: true, strictRule: ['petrol', 'diesel', 'electric'] },
      { name: 'mileage', type: 'integer' },
    ],
    files: {
      'fleet.csv': `
Plate | Driver | Odometer (km) | Colour
ABC-123 | Ann Lee | 45000 | red
BCD-234 | Bo Chan | 1200 | blue
CDE-345 | Cy Young | 98000 | red`,
    },
    mapping: { plate: 'Plate', fuel: null, mileage: 'Odometer (km)' },
    asks: ['fuel'],
  },
  {
    title: 'German bookings with abbreviated headers',
    slug: 'bookings',
    columns: [
      { name: 'booking_no', required: true, unique: true },
      { name: 'guest_name' },
      { name: 'arrival', type: 'date' },
      { name: 'departure', type: 'date' },
      { name: 'nights', type: 'integer' },
      { name: 'total', type: 'decimal' },
    ],
    files: {
      'buchungen.csv': `
Buch.-Nr. | Gast | Anreise | Abreise | Nächte | Gesamtbetrag
B-1 | Anna Kurz | 28.12.2023 | 02.01.2024 | 5 | 450,00 €
B-2 | Ben Lang | 13.02.2024 | 15.02.2024 | 2 | 180,50 €
B-3 | Cem Ay | 30.03.2024 | 06.04.2024 | 7 | 1.020,00 €`,
    },
    mapping: {
      booking_no: 'Buch.-Nr.',
      guest_name: 'Gast',
      arrival: 'Anreise',
      departure: 'Abreise',
      nights: 'Nächte',
      total: 'Gesamtbetrag',
    },
    sql: { arrival: '%d.%m.%Y', total: "'comma'" },
  },
  {
    title: 'suppliers whose name stands under what they are',
    slug: 'suppliers',
    columns: [
      { name: 'name', required: true },
      { name: 'vat_number' },
      { name: 'contact_email', type: 'email' },
      { name: 'payment_days', type: 'integer' },
      { name: 'since', type: 'date' },
    ],
    files: {
      'vendors.csv': `
Vendor | VAT ID | Mail | Net days | Last order | Blocked
Nordholz KG | DE123456789 | ap@nordholz.example | 30 | 2024-01-15 | no
Acme Ltd | GB987654321 | pay@acme.example | 14 | 2023-11-02 | yes
Sole Mio srl | IT11122233344 | conti@sole.example | 60 | 2024-02-20 | no`,
    },
    mapping: {
      name: 'Vendor',
      vat_number: 'VAT ID',
      contact_email: 'Mail',
      payment_days: 'Net days',
      since: null,
    },
  },
  {
    title: 'vacancies in Finnish, a language that no word list covers: only what the values prove',
    slug: 'candidates',
    columns: [
      { name: 'full_name' },
      { name: 'email', type: 'email', required: true },
      { name: 'phone', type: 'phone' },
      { name: 'applied_on', type: 'date' },
      { name: 'birthday', type: 'date' },
    ],
    files: {
      'hakijat.csv': `
Koko nimi | Sähköposti | Puhelin | Jätetty | Pisteet
Anna Rossi | anna@x.example | +39 06 1234 5678 | 2024-03-01 | 71
Luca Bianchi | luca@x.example | +39 06 1234 5679 | 2024-03-02 | 64
Sara Verdi | sara@x.example | +39 06 1234 5680 | 2024-03-09 | 88`,
    },
    mapping: {
      full_name: null,
      email: 'Sähköposti',
      phone: 'Puhelin',
      applied_on: null,
      birthday: null,
    },
  },
  {
    title: 'pupils, with a column that looks right and is not',
    slug: 'pupils',
    columns: [
      { name: 'first_name', required: true },
      { name: 'last_name', required: true },
      { name: 'date_of_birth', type: 'date' },
      { name: 'class' },
      { name: 'guardian_email', type: 'email' },
    ],
    files: {
      'pupils.csv': `
Pupil First Name | Pupil Surname | DOB | Enrolled | Form | Parent Email | Parent Name
Tom | Hill | 2012-05-06 | 2019-09-01 | 6B | p.hill@x.example | Pat Hill
Una | Moss | 2011-11-23 | 2018-09-01 | 7A | q.moss@x.example | Quin Moss
Vic | Reed | 2012-02-14 | 2019-09-01 | 6B | r.reed@x.example | Ros Reed`,
    },
    mapping: {
      first_name: 'Pupil First Name',
      last_name: 'Pupil Surname',
      date_of_birth: 'DOB',
      class: 'Form',
      guardian_email: 'Parent Email',
    },
  },
]

test.each(cases)('$title', async ({ slug, columns, files, mapping, asks = [], sql = {}, values = {} }) => {
  const data = Object.fromEntries(Object.entries(files).map(([name, drawn]) => [name, readTable(drawn)]))
  const plan = await planOver([templateOf(slug, columns)], data)
  await plan.db.close()
  const sheet = plan.recipe.sheets[0]!
  const mapped = Object.fromEntries(Object.entries(sheet.columns).map(([name, column]) => [name, readsOf(column.sql)]))
  expect(mapped).toEqual(mapping)
  expect(plan.questions.map(({ about }: Question) => about.template_column).sort()).toEqual([...asks].sort())
  for (const [name, piece] of Object.entries(sql)) expect(sheet.columns[name]!.sql).toContain(piece)
  for (const [name, map] of Object.entries(values)) expect(sheet.value_maps[name]).toMatchObject(map)
})

test('two hundred columns, of which five are wanted', async () => {
  const wide: Rows = Object.fromEntries(
    Array.from({ length: 195 }, (_, at) => [
      `Metric ${at + 1}`,
      ['1.5', '2.5', '3.5', '4.5'].map((value) => `${at}${value}`),
    ]),
  )
  const data: Rows = {
    ...wide,
    'Sensor ID': ['S-1', 'S-2', 'S-3', 'S-4'],
    Site: ['North', 'North', 'South', 'South'],
    Installed: ['2020-01-13', '2021-05-01', '2022-03-04', '2023-07-29'],
    'Firmware version': ['1.0.3', '1.0.4', '1.1.0', '1.1.0'],
    'Contact e-mail': ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'],
  }
  const template = templateOf('sensors', [
    { name: 'sensor_id', required: true, unique: true },
    { name: 'site' },
    { name: 'installed_on', type: 'date' },
    { name: 'firmware' },
    { name: 'contact_email', type: 'email' },
  ])
  const plan = await planOver([template], { 'sensors.csv': data })
  await plan.db.close()
  expect(
    Object.fromEntries(Object.entries(plan.recipe.sheets[0]!.columns).map(([name, { sql }]) => [name, readsOf(sql)])),
  ).toEqual({
    sensor_id: 'Sensor ID',
    site: 'Site',
    installed_on: 'Installed',
    firmware: 'Firmware version',
    contact_email: 'Contact e-mail',
  })
  expect(plan.questions).toEqual([])
})

test('a file that has nothing to do with the template is refused, not bent to fit', async () => {
  const template = templateOf('payslips', [
    { name: 'employee_id', required: true, unique: true },
    { name: 'gross_pay', type: 'decimal', required: true },
    { name: 'pay_date', type: 'date', required: true },
  ])
  const data = readTable(`
Bird | Habitat | Song
Robin | Garden | short whistles
Heron | River | croaks
Owl | Forest | hoots at night`)
  await expect(planOver([template], { 'birds.csv': data })).rejects.toThrow(EngineError)
})
