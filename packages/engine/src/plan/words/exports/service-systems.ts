/** Headers of help desks, field service and tables kept by hand, and what each means. */
export const serviceSystems = {
  Zendesk: `
requester_id: requester id
submitter_id: submitter id
assignee_id: assignee id
organization_id: company id
group_id: team id
via_channel: channel
raw_subject: subject
ticket_form_id: form id
brand_id: brand id
problem_id: parent ticket id
external_id: external reference
has_incidents: incident flag
satisfaction_rating: rating
due_at: due date
time_zone: time zone
verified: verified flag
suspended: suspended flag
ticket_restriction: access`,
  Freshdesk: `
responder_id: assignee id
requester_id: requester id
fr_due_by: first response due
due_by: due date
fr_escalated: first response late
is_escalated: late flag
cc_emails: email copy
description_text: description
product_id: product id
company_id: company id
source: channel
Ticket ID: ticket id
Agent: assignee
Requester name: requester
Requester email: requester email
Resolved time: resolved date
Initial response time: first response time`,
  ServiceM8: `
uuid: record id
edit_date: updated
active: active flag
generated_job_id: job number
company_uuid: customer id
job_address: site address
billing_address: billing address
job_description: description
work_done_description: work completed
completion_date: completed date
quote_date: quote date
work_order_date: ordered date
payment_date: paid date
payment_amount: amount
payment_method: payment method
category_uuid: category id
purchase_order_number: order reference
job_is_scheduled_until_stamp: scheduled until
Job #: job number
Client Name: customer name
Work Completed: completed date
Invoice Total: total amount
Payment Received: paid
Assigned Staff: assignee`,
  Airtable: `
createdTime: created
Created Time: created
Last Modified: updated
Last Modified Time: updated
Last Modified By: updated by
Created By: created by
Record ID: record id`,
} as const
