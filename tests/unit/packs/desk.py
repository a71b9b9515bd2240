"""An author's desk: a small content folder in which everything is right, until a test changes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.packs.check import check
from bot.packs.faults import Fault

FRAMEWORK = """\
version: "1.10"
locales: [en]
weights:
  core: 0.40
  enhancement: 0.35
  contextual: 0.25
"""

COMPETENCY = """\
id: listening
class: core
team_actions: [ask-first]
micro_competencies:
  - id: ask-openly
    scope: daily
  - id: wait-for-it
    scope: weekly
    prerequisites: [ask-openly]
"""

COMPETENCY_WORDS = """\
name: Listening
definition: Finds out before advising.
team_actions:
  ask-first: Ask before you answer.
micro_competencies:
  ask-openly:
    name: Ask openly
    definition: Asks questions that leave room.
    indicators:
      - behaviour: Asks an open question first.
        threshold: In 3 of 4 conversations
    levels:
      1: Tells.
      2: Asks with the answer inside.
      3: Asks when there is time.
      4: Asks on a busy day.
      5: Others begin to ask.
    contexts:
      crisis: One question, then a decision.
  wait-for-it:
    name: Wait for it
    definition: Waits for the answer.
    indicators:
      - behaviour: Waits ten seconds.
        threshold: In 2 of 3 conversations
    levels: {1: Talks on., 2: Waits for a second., 3: Waits for three., 4: Waits for ten., 5: Waits gladly.}
"""

GLOSSARY = """\
coach:
  term: coach
  definition: To help somebody find their next step.
  synonyms: [mentor]
  variants:
    crisis: Ask one question.
"""

PRACTICE_WORDS = """\
# A good question

## Objective

Ask one question
before you advise.

## Exercise

Choose a conversation.

Ask first.

## Constraint

Little time.

## Success criteria

- You asked one question
  that was open.
- You waited.

## Why it works

Answers come from those who know. Source: practitioner experience

## Checklist

- One
- Two
- Three

## Guide

Ask **openly**.

- Wait.

## Exemplar

**Lead:** What have you tried?

## Scenario

She asks what to do,
and the train leaves in an hour.

### Tell her

She does it, and asks again on Monday.

### Ask what she would do

She says it herself.

## Reflection

- What did you hear?
- When did you wait?

## Recall

- What do you ask?
- When do you wait?
"""

PATHWAY = """\
id: first-steps
modules:
  - id: asking
    practices: [good-question, second-question]
    project: listening-round
targets:
  ask-openly: 4
"""

PATHWAY_WORDS = """\
# First steps

## Summary

Two questions.

## Modules

- Asking
"""

PROJECT = """\
id: listening-round
competency: listening
weeks: 2
milestones: [5, 14]
owner: writer@example.org
review_by: 2027-11-30
"""

PROJECT_WORDS = """\
# A listening round

## Outcome

You know what five people need.

## Scope

Your own team.

## Sponsor

Your manager, for an hour a week.

## Stakeholders

- The team
- Those who wait for its work

## Milestones

- Five talks are arranged
- You have told all what you heard

## Evidence

- Notes of each talk
- What changed

## Coaching

- What surprised you?
- What did you not ask?
"""

ROLE = """\
id: new-lead
pathway: first-steps
skills:
  ask-openly: {target: 3.5, scope: daily}
"""

ROLE_WORDS = """\
# New lead

## Summary

You led the work, and now you lead people.

## Situations

- The first talk with each
- The first no
- The first mistake
"""

PRACTICES = "packs/questions/practices"
GOOD = f"{PRACTICES}/good-question.yaml"
GOOD_WORDS = f"{PRACTICES}/good-question.en.md"


def practice(id_: str) -> str:
    return f"""\
id: {id_}
revision: 1
micro_competency: ask-openly
tier: 1
minutes: 15
tags:
  role: [team lead]
owner: writer@example.org
review_by: 2027-11-30
"""


def other_words(objective: str, exercise: str) -> str:
    """The words of a practice that asks for something else."""
    words = PRACTICE_WORDS.replace("Ask one question\nbefore you advise.", objective)
    return words.replace("Choose a conversation.\n\nAsk first.", exercise)


@dataclass(frozen=True)
class Desk:
    folder: Path

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def faults(self, on: date | None = None) -> list[Fault]:
        return check(self.folder, on)

    def only_fault(self, on: date | None = None) -> Fault:
        [fault] = self.faults(on)
        return fault

    def said(self) -> list[str]:
        """Every fault as an author reads it, with paths as seen from the content folder."""
        return [str(fault).removeprefix(f"{self.folder}/") for fault in self.faults()]

    def complaint(self) -> str:
        """What is said when exactly one thing is wrong."""
        [said] = self.said()
        return said


def furnish(folder: Path) -> Desk:
    desk = Desk(folder)
    desk.write("framework.yaml", FRAMEWORK)
    desk.write("glossary.en.yaml", GLOSSARY)
    desk.write("competencies/listening.yaml", COMPETENCY)
    desk.write("competencies/listening.en.yaml", COMPETENCY_WORDS)
    desk.write("packs/questions/pack.yaml", "owner: writer@example.org\n")
    desk.write("packs/questions/pack.en.yaml", "title: Questions\n")
    for id_ in ("good-question", "second-question"):
        desk.write(f"{PRACTICES}/{id_}.yaml", practice(id_))
        desk.write(f"{PRACTICES}/{id_}.en.md", PRACTICE_WORDS)
    desk.write(f"{PRACTICES}/second-question.en.md", other_words("Wait for ten seconds after it.", "Count to ten."))
    desk.write("pathways/first-steps.yaml", PATHWAY)
    desk.write("pathways/first-steps.en.md", PATHWAY_WORDS)
    desk.write("projects/listening-round.yaml", PROJECT)
    desk.write("projects/listening-round.en.md", PROJECT_WORDS)
    desk.write("roles/new-lead.yaml", ROLE)
    desk.write("roles/new-lead.en.md", ROLE_WORDS)
    return desk


def offer_an_elective(desk: Desk) -> None:
    """A second pack, for those who choose it."""
    desk.write("packs/far-away/pack.yaml", "elective: true\nowner: writer@example.org\n")
    desk.write("packs/far-away/pack.en.yaml", "title: Far away\n")
    desk.write("packs/far-away/practices/third-question.yaml", practice("third-question"))
    desk.write("packs/far-away/practices/third-question.en.md", other_words("Write it down.", "Take a pen."))
