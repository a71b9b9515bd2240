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

## Recall

- What do you ask?
- When do you wait?
"""

PATHWAY = """\
id: first-steps
practices: [good-question, second-question]
targets:
  ask-openly: 4
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
    desk.write("packs/questions/pack.yaml", "title: Questions\nowner: writer@example.org\n")
    for id_ in ("good-question", "second-question"):
        desk.write(f"{PRACTICES}/{id_}.yaml", practice(id_))
        desk.write(f"{PRACTICES}/{id_}.en.md", PRACTICE_WORDS)
    desk.write("pathways/first-steps.yaml", PATHWAY)
    desk.write("pathways/first-steps.en.md", "# First steps\n\n## Summary\n\nTwo questions.\n")
    return desk
