import { parseCsv } from '../../packages/cli/src/example/parse-csv.ts'

/** How a file is written otherwise, without its content changing. */
export const variations = ['as it is', 'columns shuffled', 'headers renamed', 'dates day first'] as const
export type Variation = (typeof variations)[number]

/**
 * Other words for the headers of the examples, as another system or another customer would have put them. Chosen without
 * regard to what the planner knows; a header without an entry stays.
 */
const otherWords: Readonly<Record<string, string>> = {
  'Record ID': 'HS Object',
  'Company name': 'Business name',
  'Company Domain Name': 'Web address',
  Industry: 'Line of business',
  'Number of Employees': 'Team size',
  'Annual Revenue': 'Yearly turnover',
  'Phone Number': 'Landline',
  City: 'Town',
  'Country/Region': 'Nation',
  'Company owner': 'Account manager',
  'Create Date': 'Added on',
  'Lifecycle Stage': 'Funnel stage',
  'First Name': 'Forename',
  'Last Name': 'Family name',
  Email: 'Mail',
  'Mobile Phone Number': 'Cell',
  'Job Title': 'Position',
  'Associated Company IDs': 'Company keys',
  'Associated Company': 'Employer',
  'Unsubscribed from all email': 'No mailings',
  'Contact owner': 'Looked after by',
  'Job #': 'Work order',
  Status: 'Current state',
  'Client Name': 'Customer',
  'Contact Email': 'Customer mail',
  'Job Address': 'Site address',
  'Job Description': 'What to do',
  Date: 'Day',
  'Work Completed': 'Finished on',
  'Invoice Total': 'Billed',
  'Payment Received': 'Money in',
  'Assigned Staff': 'Technician',
  'Ticket Holder': 'Guest',
  'Ticket Holder Email': 'Guest mail',
  Mobile: 'Handy',
  Company: 'Organisation',
  'Email Address': 'E-mail',
  FNAME: 'Given name',
  LNAME: 'Surname',
  Name: 'Order ref',
  'Financial Status': 'Payment status',
  Currency: 'Ccy',
  Subtotal: 'Goods',
  Shipping: 'Delivery',
  Taxes: 'GST',
  Total: 'Grand total',
  'Created at': 'Placed on',
  'Lineitem quantity': 'Item qty',
  'Lineitem name': 'Item',
  'Lineitem price': 'Item price',
  'Lineitem sku': 'Item code',
  'Billing Name': 'Buyer',
  'Shipping City': 'Delivery town',
  user_id: 'Staff no',
  login_email: 'Work mail',
  'full name': 'Person',
  dept: 'Team',
  manager_id: 'Boss no',
  hired: 'Joined',
  status: 'State',
  salary: 'Pay',
}

/** The same table written otherwise; text that is not comma-separated with a header comes back as it is. */
export function varyCsv(text: string, variation: Variation): string {
  const [header, ...records] = parseCsv(text)
  if (variation === 'as it is' || header === undefined || header.length < 2) return text
  if (variation === 'headers renamed') return render([header.map((name) => otherWords[name] ?? name), ...records])
  if (variation === 'dates day first') return render([header, ...records.map((cells) => cells.map(dayFirst))])
  const order = shuffled(header.length)
  // Cells beyond the header keep their place at the end.
  const moved = (cells: readonly string[]) =>
    cells.length < header.length && cells.length < 2
      ? [...cells]
      : [...order.map((from) => cells[from] ?? ''), ...cells.slice(header.length)]
  return render([header, ...records].map(moved))
}

const dayFirst = (cell: string): string =>
  cell.replace(/^(\d{4})-(\d{2})-(\d{2})(?=$|[ T])/, (_, year, month, day) => `${day}/${month}/${year}`)

/** 0 … count-1 in an order that is always the same. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at)
  let state = 20_240_229
  for (let at = count - 1; at > 0; at--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (at + 1)
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}

const render = (records: readonly (readonly string[])[]): string =>
  records
    .map((cells) =>
      cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join('\r\n')
    .concat('\r\n')
