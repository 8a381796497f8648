"""A program document that has every key there is, and the lines of a refusal."""

import pytest

from posdesk.domain import program_document
from posdesk.domain.refusals import RefusalCode, Refused

EVERY_KEY = """\
[program]
name = "Corner Leaf"
version = 7
point_name = "leaves"

[visits]
count = "gap_hours"
gap_hours = 6

[earn]
unit = "0.5"
cap = 250
exclude_brands = ["Bare Roots"]
exclude_categories = ["Papers",
  "Gift cards"]
exclude_products = []

[[earn.rule]]
id = "base"
points = "1"
per = "$1"

[[earn.rule]]
id = "tea"
points = 2
per = "$10"
brands = ["Wren"]
categories = ["Tea"]

[[earn.rule]]
id = "medical-tuesday"
points = 5
each_visit = true
tiers = ["green"]
member_types = ["Medical"]
weekdays = ["tuesday", "Sunday"]

[[earn.multiplier]]
id = "double"
group = "spring"
percent = 200
brands = "@house"
categories = ["Mugs", "@sweet"]
tiers = ["green"]
member_types = ["Senior"]
weekdays = ["monday"]

[points]
expiry = "days"
after = 180
pending_days = 2
warn_days = 45
grace_days = 21
adjustment_is_activity = true
pay_points = 150
pay_value = "$2"

[tiers]
basis = "points"
window = "days"
days = 90
review = "grace_days"
grace_days = 60
quick_days = 7

[[tiers.tier]]
id = "green"
name = "Green"
minimum = 0

[[tiers.tier]]
id = "gold"
name = "Gold"
minimum = 500
earn_percent = 125
entry_reward = "shirt"
entry_title = "A shirt for gold"
entry_valid_days = 61

[[milestone]]
id = "tenth"
on = "visits"
at = 10
nudge = 5
title = "$10 off"
valid_days = 30
lifetime = true

[[milestone]]
id = "thousands"
on = "spend"
every = "$1,000"
title = "A treat"

[[milestone]]
id = "hundreds"
every = 100
reward = "ten-off"

[birthday]
reward = "cup"
title = "A cup for your birthday"
days_around = 10
settle_days = 20

[welcome]
reward = "shirt"
title = "A cup to begin with"
valid_days = 60
external = true

[referral]
reward = "ten-off"
title = "Thanks for your friend"
valid_days = 90
void_days = 7
most = 5

[enrolment]
own_phones = ["303-866-1000"]
birthdays = "day_first"
minimum_age = 21

[returns]
claw_back_discount = true
orphan_days = 9

[rewards]
best_only = true
hold_minutes = 25

[[reward]]
id = "ten-off"
title = "$10 off the house brands"
kind = "amount_off"
amount = "$10"
scope = "basket"
brands = ["@house", "Fernway"]
not_categories = ["Papers"]
not_products = ["House tin"]
minimum_basket = "$40"
valid_from = 2026-01-05
valid_until = "2026-12-20"
tier = "green"
member_types = ["Veteran"]
stores = ["East"]
weekdays = ["friday"]
uses = 3
group = "big"
offline = "allowance"
offline_uses = 5

[[reward]]
id = "fifth-off"
title = "20 % off"
kind = "percent_off"
percent = 20
cap = "$30"
cost = 300

[[reward]]
id = "cup"
title = "A cup of tea for $1"
kind = "fixed_price"
price = "$1"
items = 4
categories = ["Cups"]
not_brands = ["Bare Roots"]

[[reward]]
id = "free-tin"
title = "A free tin"
kind = "free_item"
products = ["Tin"]
cost = 400

[[reward]]
id = "cheapest"
title = "The cheapest for nothing"
kind = "cheapest_item"
by_hand = true

[[reward]]
id = "three-tins"
title = "Three tins for $20"
kind = "bundle"
price = "$20"
items = 3
cost = 10

[[reward]]
id = "bonus"
title = "50 points"
kind = "bonus_points"
points = "50"

[[reward]]
id = "shirt"
title = "A shirt"
kind = "merchandise"
counted = true
handed_over_later = true

[[reward]]
id = "tasting"
title = "A seat at the tasting"
kind = "access"
cost = 1000

[[reward]]
id = "song"
title = "A song"
kind = "custom"
cost = "0.5"

[[coupon]]
code = "Green-Day J"
reward = "bonus"
valid_from = "2026-02-01"
valid_until = 2026-02-28
stores = ["West"]

[[list]]
id = "house"
brands = ["Wren", "Bare Roots"]

[[list]]
id = "sweet"
categories = ["Honey"]
products = ["Honey jar"]

[habits]
share_percent = 50
days = 90
purchases = 2
half_life_days = 30

[messages]
cap = 3
cap_days = 10
transactional = ["points-end"]
transactional_cap = "no cap"
hours = ["09:00", "20:30"]
minimum_age = 25
good_hours = 48

[retention]
forget_after_months = 36
"""


def problems(text: str) -> list[str]:
    """The lines of a refusal."""
    with pytest.raises(Refused) as caught:
        program_document.parse(text)
    assert caught.value.refusal.code is RefusalCode.BAD_PROGRAM
    return caught.value.refusal.words.splitlines()


def with_lines(*lines: str) -> str:
    """A small sound document, with more lines at its end."""
    return "\n".join((SMALL, *lines))


SMALL = """\
[program]
name = "Corner Leaf"
version = 1

[[earn.rule]]
id = "base"
points = 1

[[tiers.tier]]
id = "green"
name = "Green"
minimum = 0
"""
