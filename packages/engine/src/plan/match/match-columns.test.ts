import type { TemplateColumn } from '@godwit/contract'
import { expect, test } from 'vitest'
import { profileValues } from '../shape/profile-values.ts'
import { matchColumns } from './match-columns.ts'

/** A table by its headers and a few values, a template by its columns, and what somebody of the trade would sign. */
type Case = {
  title: string
  template: string
  columns: Record<string, Partial<TemplateColumn>>
  table: string
  source: Record<string, string[]>
  mapping: Record<string, string | null>
}

const cases: Case[] = [
  {
    title: 'Dutch staff list',
    template: 'employees',
    columns: {
      employee_number: {},
      first_name: {},
      last_name: {},
      date_of_birth: { type: 'date' },
      hired_on: { type: 'date' },
      department: {},
      job_title: {},
      monthly_salary: { type: 'decimal' },
      manager: {},
    },
    table: 'medewerkers.csv',
    source: {
      Personeelsnr: ['1001', '1002', '1003'],
      Roepnaam: ['Sanne', 'Daan', 'Lotte'],
      Achternaam: ['de Vries', 'Jansen', 'Bakker'],
      Geboortedatum: ['12-03-1985', '25-07-1990', '30-11-1978'],
      'In dienst sinds': ['01-02-2015', '15-09-2018', '20-05-2009'],
      Afdeling: ['Verkoop', 'Inkoop', 'Verkoop'],
      Functie: ['Adviseur', 'Inkoper', 'Teamleider'],
      Salaris: ['3200,00', '2900,50', '4100,00'],
      Leidinggevende: ['Bakker', 'Bakker', 'Smit'],
    },
    mapping: {
      employee_number: 'Personeelsnr',
      first_name: 'Roepnaam',
      last_name: 'Achternaam',
      date_of_birth: 'Geboortedatum',
      hired_on: 'In dienst sinds',
      department: 'Afdeling',
      job_title: 'Functie',
      monthly_salary: 'Salaris',
      manager: 'Leidinggevende',
    },
  },
  {
    title: 'Portuguese invoices',
    template: 'invoices',
    columns: {
      invoice_number: { unique: true },
      customer_name: {},
      tax_number: {},
      issue_date: { type: 'date' },
      due_date: { type: 'date' },
      net_amount: { type: 'decimal' },
      vat_amount: { type: 'decimal' },
      total_amount: { type: 'decimal' },
      status: {},
    },
    table: 'faturas.csv',
    source: {
      'Nº Fatura': ['FT 2024/12', 'FT 2024/13', 'FT 2024/14'],
      Cliente: ['Alfa Lda', 'Beta SA', 'Gama Lda'],
      NIF: ['501234567', '502345678', '503456789'],
      'Data de emissão': ['2024-01-12', '2024-01-20', '2024-02-02'],
      'Data de vencimento': ['2024-02-12', '2024-02-20', '2024-03-02'],
      'Valor líquido': ['100,00', '250,00', '80,00'],
      'Valor IVA': ['23,00', '57,50', '18,40'],
      Total: ['123,00', '307,50', '98,40'],
      Estado: ['Paga', 'Pendente', 'Paga'],
    },
    mapping: {
      invoice_number: 'Nº Fatura',
      customer_name: 'Cliente',
      tax_number: 'NIF',
      issue_date: 'Data de emissão',
      due_date: 'Data de vencimento',
      net_amount: 'Valor líquido',
      vat_amount: 'Valor IVA',
      total_amount: 'Total',
      status: 'Estado',
    },
  },
  {
    title: 'abbreviated German articles',
    template: 'products',
    columns: {
      sku: {},
      name: {},
      unit: {},
      purchase_price: { type: 'decimal' },
      sales_price: { type: 'decimal' },
      stock: { type: 'integer' },
      supplier: {},
      weight_kg: { type: 'decimal' },
    },
    table: 'artikel',
    source: {
      'Art.-Nr.': ['10-200', '10-201', '10-202'],
      Bez: ['Schraube M4', 'Mutter M4', 'Scheibe'],
      ME: ['Stk', 'Stk', 'Pack'],
      'EK netto': ['0,04', '0,02', '0,01'],
      'VK netto': ['0,12', '0,08', '0,05'],
      'Bestd.': ['12000', '9000', '4000'],
      Lief: ['Würth', 'Würth', 'Fischer'],
      'Gew. kg': ['0,003', '0,002', '0,001'],
    },
    mapping: {
      sku: 'Art.-Nr.',
      name: 'Bez',
      unit: 'ME',
      purchase_price: 'EK netto',
      sales_price: 'VK netto',
      stock: 'Bestd.',
      supplier: 'Lief',
      weight_kg: 'Gew. kg',
    },
  },
  {
    title: 'Chinese customers',
    template: 'customers',
    columns: {
      customer_id: {},
      full_name: {},
      phone: { type: 'phone' },
      email: { type: 'email' },
      address: {},
      company: {},
      created_at: { type: 'date' },
      notes: {},
    },
    table: '客户',
    source: {
      客户编号: ['C001', 'C002', 'C003'],
      姓名: ['王伟', '李娜', '张敏'],
      联系电话: ['13800138000', '13900139000', '13700137000'],
      電子郵件: ['wang@x.example', 'li@x.example', 'zhang@x.example'],
      地址: ['北京市海淀区', '上海市浦东新区', '广州市天河区'],
      公司名称: ['华星', '远东', '海天'],
      创建时间: ['2023-01-02', '2023-04-05', '2024-06-07'],
      备注: ['', '老客户', ''],
    },
    mapping: {
      customer_id: '客户编号',
      full_name: '姓名',
      phone: '联系电话',
      email: '電子郵件',
      address: '地址',
      company: '公司名称',
      created_at: '创建时间',
      notes: '备注',
    },
  },
  {
    title: 'freight with descriptions in German',
    template: 'sendungen',
    columns: {
      sendung: { description: 'Nummer, unter der die Sendung verfolgt wird' },
      absender: { description: 'Firma, die verschickt' },
      empfaenger: { description: 'Firma, die die Ware bekommt' },
      gewicht: { description: 'Bruttogewicht in Kilogramm' },
      abgeholt: { description: 'Datum der Abholung beim Versender' },
      zugestellt: { description: 'Datum der Lieferung' },
    },
    table: 'shipments',
    source: {
      'Tracking number': ['JD0146', 'JD0147', 'JD0148'],
      Shipper: ['Alpha GmbH', 'Beta AG', 'Gamma KG'],
      Recipient: ['Delta Ltd', 'Epsilon SA', 'Zeta BV'],
      'Gross weight': ['12.5', '7.0', '88.1'],
      'Picked up': ['2024-02-01', '2024-02-02', '2024-02-05'],
      'Delivery date': ['2024-02-03', '2024-02-04', '2024-02-09'],
      Carrier: ['DHL', 'UPS', 'DHL'],
    },
    mapping: {
      sendung: 'Tracking number',
      empfaenger: 'Recipient',
      gewicht: 'Gross weight',
      zugestellt: 'Delivery date',
    },
  },
  {
    title: 'water samples',
    template: 'measurements',
    columns: {
      sample_id: {},
      sampling_date: { type: 'date' },
      site: { description: 'Where the sample was taken' },
      temperature_c: { type: 'decimal' },
      ph: { type: 'decimal' },
      conductivity: { type: 'decimal' },
      analyst: { description: 'Person who did the analysis' },
    },
    table: 'lab_export',
    source: {
      SampleID: ['W-01', 'W-02', 'W-03'],
      CollectedOn: ['2024-05-01', '2024-05-02', '2024-05-03'],
      SamplingSite: ['River A', 'River B', 'Lake C'],
      WaterTemp: ['12.1', '13.4', '15.0'],
      pH: ['7.1', '7.4', '6.9'],
      EC_uS: ['410', '395', '520'],
      AnalysedBy: ['K. Roth', 'M. Lind', 'K. Roth'],
    },
    mapping: {
      sample_id: 'SampleID',
      sampling_date: 'CollectedOn',
      site: 'SamplingSite',
      temperature_c: 'WaterTemp',
      ph: 'pH',
    },
  },
  {
    title: 'loans of a library, with nothing for two columns',
    template: 'loans',
    columns: {
      loan_id: {},
      member_id: {},
      book_title: {},
      author: {},
      borrowed_on: { type: 'date' },
      due_on: { type: 'date' },
      returned_on: { type: 'date' },
      fine: { type: 'decimal' },
      branch: {},
    },
    table: 'prêts.csv',
    source: {
      'N° prêt': ['7001', '7002', '7003'],
      'N° adhérent': ['A12', 'A15', 'A09'],
      Titre: ['Germinal', 'Nana', 'La Peste'],
      Auteur: ['Émile Zola', 'Émile Zola', 'Albert Camus'],
      'Date de prêt': ['2024-01-05', '2024-01-06', '2024-01-09'],
      'À rendre le': ['2024-01-26', '2024-01-27', '2024-01-30'],
      'Rendu le': ['2024-01-20', '', '2024-02-02'],
    },
    mapping: { book_title: 'Titre', author: 'Auteur', fine: null, branch: null },
  },
  {
    title: 'two systems that name the same things with prefixes',
    template: 'contact',
    columns: {
      contact_id: { description: 'The ID of the contact.' },
      is_contact_archived: { description: 'Whether the contact was archived.' },
      contact_email_address: { description: 'The email address of the contact.' },
      created_timestamp: { description: 'When the contact was created.' },
      last_seen_timestamp: { description: 'When the contact was last seen.' },
      owner_id: { description: 'The ID of the user who owns the contact.' },
    },
    table: 'contacts',
    source: {
      id: ['1', '2', '3'],
      archived: ['false', 'true', 'false'],
      custom_email: ['a@x.example', 'b@x.example', 'c@x.example'],
      created_at: ['2024-01-01 10:00:00', '2024-01-02 11:00:00', '2024-01-03 12:00:00'],
      last_seen_at: ['2024-02-01 10:00:00', '2024-02-02 11:00:00', '2024-02-03 12:00:00'],
      admin_owner_id: ['9', '8', '9'],
      _fivetran_synced: ['2024-03-01 00:00:00', '2024-03-01 00:00:00', '2024-03-01 00:00:00'],
    },
    mapping: {
      contact_id: 'id',
      is_contact_archived: 'archived',
      contact_email_address: 'custom_email',
      created_timestamp: 'created_at',
      last_seen_timestamp: 'last_seen_at',
      owner_id: 'admin_owner_id',
    },
  },
  {
    title: 'Spanish properties to let',
    template: 'listings',
    columns: {
      reference: {},
      property_type: {},
      street: {},
      city: {},
      postcode: {},
      bedrooms: { type: 'integer' },
      area_sqm: { type: 'decimal' },
      monthly_rent: { type: 'decimal' },
      available_from: { type: 'date' },
    },
    table: 'inmuebles.csv',
    source: {
      Referencia: ['MAD-1', 'MAD-2', 'BCN-7'],
      Tipo: ['Piso', 'Ático', 'Piso'],
      Calle: ['Calle Mayor 3', 'Gran Vía 12', 'Rambla 8'],
      Población: ['Madrid', 'Madrid', 'Barcelona'],
      CP: ['28001', '28013', '08002'],
      Habitaciones: ['3', '2', '4'],
      Superficie: ['85', '60', '120'],
      Alquiler: ['1200', '950', '1600'],
      'Disponible desde': ['2024-07-01', '2024-06-15', '2024-09-01'],
    },
    mapping: {
      reference: 'Referencia',
      property_type: 'Tipo',
      street: 'Calle',
      city: 'Población',
      postcode: 'CP',
      bedrooms: 'Habitaciones',
      area_sqm: 'Superficie',
      monthly_rent: 'Alquiler',
      available_from: 'Disponible desde',
    },
  },
  {
    title: 'names without meaning, known by examples',
    template: 'deliveries',
    columns: {
      route: { examples: ['North loop', 'South loop', 'City centre'] },
      vehicle: { examples: ['Van 3', 'Truck 12', 'Bike 1'] },
      stops: { type: 'integer' },
    },
    table: 'x',
    source: {
      F1: ['North loop', 'City centre', 'North loop'],
      F2: ['Van 3', 'Bike 1', 'Truck 12'],
      F3: ['12', '8', '20'],
    },
    mapping: { route: 'F1', vehicle: 'F2' },
  },
]

test.each(cases)('$title', ({ template, columns, table, source, mapping }) => {
  const matches = matchColumns({
    table: {
      name: table,
      columns: Object.entries(source).map(([column, cells]) =>
        profileValues({
          column,
          rowCount: cells.length,
          values: [
            ...Map.groupBy(
              cells.filter((cell) => cell !== ''),
              (cell) => cell,
            ),
          ].map(([value, all]) => ({
            value,
            count: all.length,
          })),
        }),
      ),
    },
    template: {
      name: template,
      slug: template,
      description: '',
      columns: Object.entries(columns).map(([name, own]) => ({
        name,
        description: '',
        required: false,
        unique: false,
        desiredRule: 'none',
        strictRule: null,
        linkRule: null,
        type: null,
        examples: [],
        ...own,
      })),
    },
  })
  const chosen = new Map(matches.filter((match) => match.chosen).map(({ target, source: from }) => [target, from]))
  expect(Object.fromEntries(Object.keys(mapping).map((name) => [name, chosen.get(name) ?? null]))).toEqual(mapping)
})

test('The same tables give the same matches, each with a reason in words', () => {
  const column = (name: string) =>
    profileValues({
      column: name,
      rowCount: 2,
      values: [
        { value: 'a', count: 1 },
        { value: 'b', count: 1 },
      ],
    })
  const input = {
    table: { name: 'people', columns: ['Name', 'Town', 'Zip'].map(column) },
    template: {
      name: 'People',
      slug: 'people',
      description: '',
      columns: ['city', 'name'].map(
        (name): TemplateColumn => ({
          name,
          description: '',
          required: false,
          unique: false,
          desiredRule: 'none',
          strictRule: null,
          linkRule: null,
          type: null,
          examples: [],
        }),
      ),
    },
  }
  const first = matchColumns(input)
  expect(matchColumns(input)).toEqual(first)
  expect(first.filter(({ chosen }) => chosen).map(({ why }) => why)).toEqual([
    'Taken from "Name": its name is the same.',
    'Taken from "Town": its name means "city".',
  ])
})
