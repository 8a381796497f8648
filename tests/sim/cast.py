"""Who and what the world is made of: its members and their names, what the shop gives, and what nobody can use."""

from posdesk.domain.business_day import business_day
from posdesk.domain.replication import Hello
from tests.builders import CALENDAR, OPENING
from tests.sim.places import MINUTE

DAY = 24 * 60 * MINUTE
YEAR = 365 * DAY
MEMBERS = 3
AWARD = "every-10-visits"
BRANDS = ("Moonridge", "Tall Pine", None)
NAMES = ("Gomez-Arriaga", "Villanueva", "Quetzalli")
GIFT, GIFTS = "campaign:big-spenders", 3
CAMPAIGN = (
    '[campaign]\nid = "big-spenders"\ntitle = "A shirt"\n'
    f'[campaign.limits]\nrenews = "day"\ntotal = {GIFTS}\n'
    '[campaign.reward]\nkind = "merchandise"\ntitle = "A shirt"\n'
)
"""There are three shirts in all."""
OPENING_DAY = business_day(OPENING, CALENDAR)
HELLO_OF_ROGUE = Hello(1, 0, None, (), OPENING, "9.0.0")
POISON = (
    '{"body":{"score":9},"business_day":"2026-11-20","clock":459641216000000,"id":"00000000-0000-7000-8000-0000000000aa",'
    '"incarnation":1,"kind":"feedback.read_aloud","occurred_at":1672675200000,"register":"register 99","sequence":1,'
    '"staff":null,"store":"denver-1","subject":null,"version":1}'
)
"""A fact of a kind that nobody here knows yet: it is kept and passed on."""
POISONS = (
    POISON,
    POISON.replace("00000000aa", "00000000bb").replace('"version":1', '"version":9'),
    POISON.replace("00000000aa", "00000000cc").replace("feedback.read_aloud", "visit.recorded"),
    POISON.replace("00000000aa", "00000000dd").replace('"score":9', '"score":1e999'),
    POISON.replace("00000000aa", "00000000ee").replace("denver-1", "\\ud800"),
    "no fact at all",
    '{"id":1}',
)
"""And others that are less than that."""
