"""The words of the manager's screens. Refuses to know what is shown when."""

CAMPAIGNS, CAMPAIGN, EDITOR = "Campaigns", "Campaign", "A campaign"
NEW, EDIT, PAUSE, RESUME, END, REALLY_END = "New", "Edit", "Pause", "Resume", "End", "Really end it?"
COUNTER, PUBLISH, TRY = "Counter", "Publish", "Try on the last 30 days"
NO_CAMPAIGNS = "No campaign is published. New makes one; ready ones are in its first list."
COUNTING, NOT_COUNTED = "counting…", ""
NEWER = "Not applied, from a newer PosDesk"
RESULTS, AUDIENCE, SAMPLE = "So far", "For", "Some of them"
PAST = "Over the last 30 days, as the visits were:"
TRYING = "Asking every visit of the last 30 days…"
NESTED = "Its audience has clauses in clauses. They are kept as they are; change them in the document."
ADD_CLAUSE, REMOVE = "Add a clause", "Remove"
EVERYBODY = "Everybody, until a clause is added."
NOBODY = "Nobody now."
WRONG = "To put right"
TEMPLATE, NO_TEMPLATE = "Begin with", "An empty form"
CAMPAIGN_STATES = {
    "running": ("Running", "circle-check", "ok"),
    "scheduled": ("To come", "clock", "info"),
    "paused": ("Paused", "ban", "warn"),
    "ended": ("Ended", "circle-x", "plain"),
}
"""Words, icon and tone of each state."""
TRIGGERS = {
    "look_up": "At any look-up",
    "visit": "With goods only",
    "joined": "Days after joining",
    "birthday": "Around the birthday",
    "milestone_near": "Close to a milestone",
    "milestone_reached": "After a milestone",
    "lapse": "Away longer than usual",
    "tier_entry": "After coming to a tier",
}
RENEWALS = {
    "never": "Once for ever",
    "day": "Each day",
    "month": "Each month",
    "year": "Each year",
    "occasion": "Each time it comes up",
}
KINDS = {
    "none": "Words alone",
    "amount_off": "Dollars off",
    "percent_off": "Percent off",
    "bonus_points": "Points",
    "merchandise": "A gift",
    "custom": "Something else",
}
CHANNELS = {
    "counter": "At the counter",
    "text": "By text",
    "email": "By e-mail",
    "text,email": "By text or e-mail",
    "counter,text": "At the counter and by text",
    "counter,email": "At the counter and by e-mail",
    "counter,text,email": "At the counter, by text or e-mail",
}
QUESTIONS = {
    "none": "It asks nothing",
    "birthday": "For the birthday",
    "email": "For the e-mail",
    "phone": "For the phone",
    "interests": "For the interests",
    "first_name": "For the first name",
    "last_name": "For the last name",
}
JOINED = {"all": "All of", "any": "Any of", "none": "None of"}
COMPARISONS = {
    "is": "is",
    "is_not": "is not",
    "one_of": "is one of",
    "none_of": "is none of",
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
    "between": "between",
    "known": "is known",
    "unknown": "is not known",
}
CAPTIONS = {
    "title": ("What she gets, or is told", "like $10 off for spring"),
    "id": ("Short name", "like spring"),
    "say": ("Say", "{name}, {title} until {until}."),
    "message": ("The message", "Hi {name}, {title} until {until}."),
    "words": ("The question", "What do you like best?"),
    "good_days": ("Days the reward is good for", "like 30"),
    "first_day": ("First day", "like 2026-12-01"),
    "last_day": ("Last day", "like 2026-12-31"),
    "priority": ("Importance, 0 to 100", "like 50"),
    "holdout_percent": ("Kept from, percent", "like 10"),
    "first": ("From day", "like 7"),
    "last": ("To day", "like 7"),
    "milestone": ("Milestone", "like every-10-visits"),
    "near": ("Missing at most", "like 5"),
    "lapse": ("Percent of the usual days", "like 200"),
    "per_member": ("Uses a member", "like 1"),
    "per_day": ("A day, all members", "no limit"),
    "total": ("In all", "no limit"),
    "gift": ("What the reward is called", "like $10 off $50 or more"),
    "amount": ("Amount", "like $10"),
    "percent_off": ("Percent", "like 10"),
    "points": ("Points", "like 100"),
    "minimum_basket": ("On a basket of", "like $50"),
    "cap": ("At most", "like $20"),
}
"""What stands above each line, and an example of what it takes."""
OF, WINDOW, VALUE, FIELD, COMPARISON, WHICH = "of", "in", "value", "what", "how", "which of"
WINDOW_EXAMPLE = "like last 30 days"
SEGMENT = "In the segment"


def problems(words: str) -> tuple[str, ...]:
    """`line 4: campaign.last_day: ...` as `last day: ...`, a line for each."""
    return tuple(_problem(line) for line in words.splitlines())


def _problem(line: str) -> str:
    start, _, rest = line.partition(": ")
    said = rest if start.startswith("line ") else line
    path, _, words = said.partition(": ")
    name = path.removeprefix("campaign.").replace("_", " ").replace(".", " ")
    return f"{name}: {words}" if words else said


def tried(done: int) -> str:
    """While it runs."""
    return f"Asking every visit of the last 30 days… {done:,} members done"


def published(title: str, version: int) -> str:
    """What was done."""
    return f"Published “{title}”, version {version}. It holds from now on."


def audience(count: int | None) -> str:
    """`for 1,204 members`."""
    if count is None:
        return COUNTING
    return f"{count:,} member{'' if count == 1 else 's'}"


REACH_HIDDEN = "Whom it reaches depends on the kind of member, which is for a manager or an owner to see."


def window(first: str, last: str) -> str:
    """`Nov 1, 2026 to Nov 30, 2026`, `no end`."""
    if not last:
        return f"from {first}" if first else "no end"
    return f"{first} to {last}" if first else f"to {last}"
