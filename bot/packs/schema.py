"""What the files of the content are made of, and how long each text may be.

The lengths are what a card in the strictest chat product can show.
"""

from bot.domain.competency import Scope
from bot.domain.rubric import LEVELS

NAME = 70
LINE = 200
PARAGRAPH = 300
SITUATION = 500
PASSAGE = 600
EXERCISE = 900
REASON = 400
ITEM = 160
LONGEST = 2800

TAGS = ("role", "function", "impact", "moment")
SPACINGS = ("ladder", "fsrs")
SCOPES: tuple[Scope, ...] = ("daily", "weekly", "compliance")
LEVEL_KEYS = tuple(map(str, LEVELS))

OBJECTIVE = "Objective"
EXERCISE_PART = "Exercise"
CONSTRAINT = "Constraint"
CRITERIA = "Success criteria"
WHY = "Why it works"
CHECKLIST = "Checklist"
GUIDE = "Guide"
EXEMPLAR = "Exemplar"
RECALL = "Recall"
SCENARIO = "Scenario"
REFLECTION = "Reflection"
PRACTICE_PARTS = (
    OBJECTIVE,
    EXERCISE_PART,
    CONSTRAINT,
    CRITERIA,
    WHY,
    CHECKLIST,
    GUIDE,
    EXEMPLAR,
    SCENARIO,
    REFLECTION,
    RECALL,
)
DRAFT = "To be written:"

SUMMARY = "Summary"
MODULES = "Modules"
PATHWAY_PARTS = (SUMMARY, MODULES)
SITUATIONS = "Situations"
ROLE_PARTS = (SUMMARY, SITUATIONS)

OUTCOME = "Outcome"
SCOPE = "Scope"
SPONSOR = "Sponsor"
STAKEHOLDERS = "Stakeholders"
MILESTONES = "Milestones"
EVIDENCE = "Evidence"
COACHING = "Coaching"
PROJECT_PARTS = (OUTCOME, SCOPE, SPONSOR, STAKEHOLDERS, MILESTONES, EVIDENCE, COACHING)

SOURCE = "Source:"
