/** Headers of shops, payments and accounts, and what each means. */
export const commerceSystems = {
  Shopify: `
Handle: product code
Body (HTML): description
Vendor: brand
Variant SKU: sku
Variant Price: sale price
Variant Compare At Price: list price
Variant Inventory Qty: stock
Variant Barcode: ean
Variant Grams: weight
Cost per item: cost price
Image Src: image url
Financial Status: payment status
Fulfillment Status: delivery status
Lineitem quantity: quantity
Lineitem name: product name
Lineitem price: unit price
Lineitem sku: sku
Lineitem compare at price: list price
Paid at: paid date
Fulfilled at: shipped date
Created at: created date
Billing Name: customer name
Shipping Method: carrier
Accepts Marketing: newsletter
Discount Code: discount code
Taxes: tax
Outstanding Balance: balance
Cancelled at: cancelled date
Total Spent: revenue
Total Orders: order count`,
  Stripe: `
created: created
livemode: live flag
current_period_start: period start
current_period_end: period end
cancel_at_period_end: cancellation flag
canceled_at: cancelled date
trial_end: trial end
default_source: payment method
delinquent: overdue flag
invoice_prefix: invoice number prefix
amount_due: total
amount_paid: paid amount
amount_remaining: balance
hosted_invoice_url: invoice url
unit_amount: unit price
interval: billing interval
collection_method: payment method
receipt_email: email
Customer ID: customer id
Created (UTC): created
Amount Refunded: refund`,
  QuickBooks: `
DocNumber: invoice number
TxnDate: invoice date
DueDate: due date
TotalAmt: total
Balance: balance
DisplayName: name
GivenName: first name
FamilyName: last name
CompanyName: company name
PrimaryEmailAddr.Address: email
PrimaryPhone.FreeFormNumber: phone
BillAddr.Line1: street
BillAddr.City: city
BillAddr.CountrySubDivisionCode: state
BillAddr.PostalCode: postcode
CustomerRef.value: customer id
CustomerRef.name: customer name
MetaData.CreateTime: created
MetaData.LastUpdatedTime: updated
UnitPrice: sale price
PurchaseCost: cost price
QtyOnHand: stock
PrintOnCheckName: name on cheque
Num: number
Memo/Description: description
Open Balance: balance`,
  Xero: `
ContactID: contact id
ContactName: customer name
AccountNumber: customer number
EmailAddress: email
POAddressLine1: street
POCity: city
PORegion: state
POPostalCode: postcode
POCountry: country
SAAddressLine1: street
InvoiceNumber: invoice number
InvoiceDate: invoice date
DueDate: due date
PlannedDate: expected date
InventoryItemCode: sku
UnitAmount: unit price
AccountCode: ledger account
TaxType: tax type
TaxAmount: tax
LineAmount: line total
AmountDue: balance
AmountPaid: paid amount
IsSupplier: supplier flag
IsCustomer: customer flag
UpdatedDateUTC: updated
TrackingName1: cost centre
BrandingTheme: layout`,
} as const
