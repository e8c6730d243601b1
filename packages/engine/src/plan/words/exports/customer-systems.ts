/** Headers of exports and interfaces of systems that manage customers, and what each means in words that names know. */
export const customerSystems = {
  Salesforce: `
Id: record id
AccountId: company id
AccountName: company name
Account Name: company name
OwnerId: owner id
OwnerName: owner
MasterRecordId: merged into id
MailingStreet: street
MailingCity: city
MailingState: state
MailingPostalCode: postcode
MailingCountry: country
BillingStreet: street
BillingCity: city
BillingState: state
BillingPostalCode: postcode
BillingCountry: country
HasOptedOutOfEmail: email opt out
DoNotCall: phone opt out
NumberOfEmployees: headcount
AnnualRevenue: revenue
LeadSource: source
StageName: stage
CloseDate: expected close date
IsWon: won
ReportsToId: manager id
SystemModstamp: updated
LastModifiedDate: updated
LastActivityDate: latest activity date
CreatedDate: created
RecordTypeId: type id
Salutation: salutation
Rating: priority
Sic: industry code`,
  HubSpot: `
hs_object_id: record id
Record ID: record id
vid: contact id
hubspot_owner_id: owner id
hubspot_team_id: team id
hs_createdate: created
createdate: created
hs_lastmodifieddate: updated
lastmodifieddate: updated
hs_timestamp: occurred at
lifecyclestage: lifecycle stage
hs_lead_status: status
jobtitle: job title
firstname: first name
lastname: last name
mobilephone: mobile
numberofemployees: headcount
annualrevenue: revenue
associatedcompanyid: company id
hs_email_optout: email opt out
dealname: deal name
dealstage: stage
closedate: close date
hs_pipeline: pipeline
hs_pipeline_stage: stage
dealtype: type
hs_email_subject: subject
hs_note_body: content
hs_body_preview: content
hs_ticket_priority: priority
hs_ticket_category: category
hs_analytics_source: source
zip: postcode`,
  Pipedrive: `
org_id: company id
org_name: company name
person_id: contact id
person_name: contact name
owner_name: owner
add_time: created
update_time: updated
won_time: won date
lost_time: lost date
close_time: closed date
expected_close_date: expected close date
stage_id: stage id
value: amount
weighted_value: expected amount
lost_reason: lost reason
label: category
visible_to: access
next_activity_date: next activity date
cc_email: email copy
Person - Name: contact name
Organization - Name: company name
Deal - Title: deal name
Deal - Value: amount`,
} as const
