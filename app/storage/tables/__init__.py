"""The tables, and the promises that the database keeps even when the code above it is wrong.

Checks and indexes stand here. What compares a row with what it was before is kept by triggers, which each engine words
in its own way; they stand in the migrations (``versions/``):

* an order or share that is paid, an abandoned order, and a delivered message stay so;
* a payment moves only as ``app.domain.payment.MOVES`` says, what was sent for it never changes, and no amount shrinks;
* the body of an outbox message never changes once it is written; it can only be taken back whole;
* refunds that are promised or done never exceed what was captured, and what was asked for never changes;
* the timeline of a payment is written on, never rewritten;
* consents are added, never changed and never removed: they are the evidence of GDPR article 7(1). A withdrawal is one
  more row;
* what a webhook delivered never changes, and a delivery that was handled stays so;
* a request to join that has an answer keeps it, but for one whose answer seemed lost.

Erasing a guest and removing what is old are the one exception, and only inside a transaction that holds the row of
``erasing``: then bodies may become empty, texts lose a number, and evidence may go. :mod:`app.storage.personal` says of
every column whether it tells of a person.

Amounts are minor units. Points in time are UTC. Phone numbers are plain digits, because they are what guests are found
by; they are never logged. Texts in several languages, modifiers and lists of lines are JSON.
"""

from app.storage.tables.columns import UtcDateTime, metadata
from app.storage.tables.guests import app_accounts, consent_proofs, consents, enrolments, erasing, opt_ins_due
from app.storage.tables.loyalty import connections, oauth_states, reward_holds, store_lists, store_mappings
from app.storage.tables.messages import deliveries, outbox, put_away_messages, secrets
from app.storage.tables.orders import counters, order_lines, order_rewards, order_tables, orders, share_cuts, shares
from app.storage.tables.payments import comparisons, payments, refunds, timeline

__all__ = [
    "UtcDateTime",
    "app_accounts",
    "comparisons",
    "connections",
    "consent_proofs",
    "consents",
    "counters",
    "deliveries",
    "enrolments",
    "erasing",
    "metadata",
    "oauth_states",
    "opt_ins_due",
    "order_lines",
    "order_rewards",
    "order_tables",
    "orders",
    "outbox",
    "payments",
    "put_away_messages",
    "refunds",
    "reward_holds",
    "secrets",
    "share_cuts",
    "shares",
    "store_lists",
    "store_mappings",
    "timeline",
]
