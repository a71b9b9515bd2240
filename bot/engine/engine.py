"""The whole conversation on one page: an event comes in, a decision goes out."""

from typing import assert_never

from bot.domain.errors import UnreadableInputError
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.flows import (
    annotating,
    asked,
    baseline,
    daily,
    feedback,
    gaps,
    glossary,
    history,
    home,
    library,
    linking,
    manager,
    observing,
    onboarding,
    own_data,
    plan,
    practice,
    preferences,
    programmes,
    progress,
    project,
    proposing,
    reflection,
    reviewing,
    roles,
    standstill,
    upkeep,
)
from bot.engine.flows import help as helping
from bot.engine.gap_events import AnnotationFormAsked, AnnotationGiven, GapsAsked, RolesCompared
from bot.engine.gate import refusal
from bot.engine.situation import Situation


def decide(now: Situation, event: ev.Understood) -> Decision:
    """What is true now, and what should be done. Raises UnreadableInputError for what can't be; then nothing is."""
    refused = refusal(now, event)
    if refused is not None:
        return refused
    match event:
        # Time
        case ev.TouchpointFellDue(touchpoint):
            return _due(now, touchpoint)
        # Onboarding
        case ev.ConsentGiven():
            return onboarding.consent(now, now.mine, event)
        case ev.ConsentRefused():
            return onboarding.refuse(now.mine)
        case ev.OnboardingPostponed():
            return onboarding.not_now(now.mine)
        case ev.OnboardingResumed():
            return onboarding.resume(now, now.mine)
        case ev.FormAsked():
            return onboarding.open_form(now, now.mine, event)
        case ev.SettingsGiven():
            return (
                preferences.set_hours(now, now.mine, event)
                if now.practises
                else onboarding.settle(now, now.mine, event)
            )
        case ev.BaselineGiven():
            return onboarding.baseline(now, now.mine, event)
        # Practice
        case ev.PracticeAsked():
            return practice.what_now(now, now.mine)
        case ev.PracticeSought():
            return practice.seek(now, now.mine, event)
        case ev.MorePracticeAsked():
            return practice.more(now, now.mine)
        case ev.PracticeChosen():
            return practice.choose(now, now.mine, event)
        case ev.WhyAsked():
            return practice.why(now, now.mine)
        case ev.PracticeAccepted():
            return practice.accept(now, now.mine, event)
        case ev.PracticePostponed():
            return practice.postpone(now, now.mine, event)
        case ev.PracticeDeclined():
            return practice.decline(now, now.mine, event)
        case ev.TierAsked():
            return practice.lean(now, now.mine, event)
        case ev.AidAsked():
            return practice.aid(now, now.mine, event)
        case ev.ScenarioDecided():
            return practice.decide_scenario(now, now.mine, event)
        # Reflection
        case ev.DoneSaid():
            return reflection.done(now, now.mine, event)
        case ev.PracticeStopped():
            return reflection.stop(now, now.mine, event)
        case ev.QuestionAnswered(text):
            return _answered(now, text)
        case ev.QuestionSkipped():
            return _skipped(now, event)
        case ev.ReflectionFormAsked():
            return reflection.open_form(now, now.mine, event)
        case ev.ReflectionPutOff():
            return reflection.put_off(now, now.mine, event)
        case ev.LevelChosen():
            return reflection.choose_level(now, now.mine, event)
        case ev.ReflectionGiven():
            return reflection.take_form(now, now.mine, event)
        # Plan and feedback
        case ev.PlanFormAsked():
            return plan.open_form(now, now.mine, event)
        case ev.PlanGiven():
            return plan.make(now, now.mine, event)
        case ev.PlanKept():
            return plan.keep(now, now.mine, event)
        # Programmes and projects
        case ev.ProgrammesAsked():
            return programmes.show(now, now.mine)
        case ev.ProgrammeJoined():
            return programmes.join(now, now.mine, event)
        case ev.ProgrammeLeft():
            return programmes.leave(now, now.mine, event)
        case ev.ProjectAsked():
            return project.show(now, now.mine)
        case ev.ProjectFormAsked():
            return project.open_form(now, now.mine, event)
        case ev.ProjectBegun():
            return project.begin(now, now.mine, event)
        case ev.ProjectDeclined():
            return project.decline(now, now.mine, event)
        case ev.MilestoneAnswered():
            return project.answer(now, now.mine, event)
        case ev.ProjectStopped():
            return project.stop(now, now.mine, event)
        case ev.FeedbackAcknowledged():
            return feedback.acknowledge(now, now.mine, event)
        case ev.FeedbackFormAsked():
            return feedback.open_form(now, now.theirs, event)
        case ev.FeedbackGiven():
            return feedback.give(now, now.theirs, event)
        # What stands still
        case ev.CoachWanted():
            return standstill.ask_coach(now, now.mine, event)
        case ev.StandstillLeft():
            return standstill.leave(now, now.mine, event)
        # The coach's desk
        case ev.QueueAsked():
            return feedback.queue(now)
        case ev.NextInQueueAsked():
            return feedback.next_in_queue(now)
        case ev.LearnersAsked():
            return feedback.learners(now)
        case ev.FocusAsked():
            return feedback.focus(now, now.theirs)
        case ev.ObservationAsked():
            return observing.choose(now, now.theirs)
        case ev.ObservationFormAsked():
            return observing.open_form(now, now.theirs, event)
        case ev.ObservationGiven():
            return observing.give(now, now.theirs, event)
        # What learners set and ask about themselves
        case ev.HoursAsked():
            return preferences.hours(now, now.mine, event)
        case ev.PauseAsked():
            return preferences.pause(now, now.mine, event)
        case ev.Resumed():
            return preferences.resume(now, now.mine)
        case ev.PaceChosen():
            return preferences.set_pace(now, now.mine, event)
        case ev.LeaveAsked():
            return preferences.leave(now, now.mine, event)
        case ev.LinkAsked():
            return linking.ask(now)
        case ev.LinkConfirmed():
            return linking.confirm(now)
        case ev.ScheduleAsked():
            return preferences.schedule(now, now.mine)
        case ev.ProgressAsked():
            return progress.levels(now, now.mine)
        case ev.PlansAsked():
            return own_data.plans(now, now.mine)
        case ev.JournalAsked():
            return own_data.journal(now, now.mine, event)
        case ev.PrivacyAsked():
            return own_data.privacy(now, now.mine)
        case ev.ExportAsked():
            return own_data.export(now.mine)
        case ev.EraseAsked():
            return own_data.ask_erase()
        case ev.EraseConfirmed():
            return own_data.erase(now.mine)
        case ev.MilestoneShared():
            return own_data.share(now.mine, event)
        # A baseline from colleagues
        case ev.BaselineAsked():
            return baseline.where(now, now.mine)
        case ev.ColleaguesFormAsked():
            return baseline.open_form(now, now.mine)
        case ev.ColleaguesNamed():
            return baseline.ask(now, now.mine, event)
        case ev.AnswerFormAsked():
            return asked.open_form(now, event)
        case ev.AnswerGiven():
            return asked.answer(now, event)
        case ev.AskingDeclined():
            return asked.decline(now, event)
        case ev.HistoryAsked():
            return history.history(now, now.mine)
        # The library
        case ev.LibrarySearched():
            return library.search(now, event)
        case ev.TermAsked():
            return glossary.define(now, event)
        case ev.FrameworkAsked():
            return library.framework(now)
        case ev.PracticeSaved():
            return library.save(now, event)
        case ev.PracticeUnsaved():
            return library.unsave(now, event)
        case ev.SavedAsked():
            return library.saved(now, event)
        case ev.ElectivesAsked():
            return library.electives(now, event)
        # Co-design
        case ev.ProposalFormAsked():
            return proposing.open_form(now)
        case ev.ProposalGiven():
            return proposing.give(now, event)
        case ev.ProposalSent():
            return proposing.send(now)
        case ev.ProposalEditAsked():
            return proposing.open_again(now)
        case ev.ProposalWithdrawn():
            return proposing.withdraw(now)
        case ev.ReviewAsked():
            return reviewing.show(now)
        case ev.ApprovalFormAsked():
            return reviewing.open_approval(now, event)
        case ev.ReturnFormAsked():
            return reviewing.open_return(now)
        case ev.ProposalApproved():
            return reviewing.approve(now, event)
        case ev.ProposalReturned():
            return reviewing.give_back(now, event)
        # The team
        case ev.DigestAsked():
            return manager.latest(now)
        case ev.DigestHereAsked():
            return manager.here(now, event)
        case ev.SuggestionAnswered():
            return manager.answer(now, event)
        case GapsAsked():
            return gaps.of_the_group(now)
        case RolesCompared():
            return roles.matrix(now, event)
        case AnnotationFormAsked():
            return annotating.open_form(now, event)
        case AnnotationGiven():
            return annotating.take(now, event)
        # Help
        case ev.HomeOpened():
            return home.page(now)
        case ev.HelpAsked():
            return helping.help_for(now)
        case ev.NotUnderstood():
            return helping.not_understood(now, event)
        case _:
            assert_never(event)


def _due(now: Situation, touchpoint: ev.Touchpoint) -> Decision:
    match touchpoint.kind:
        case "welcome":
            return onboarding.welcome(now, now.mine)
        case "prompt":
            return daily.prompt(now, now.mine, touchpoint)
        case "reminder":
            return daily.remind(now, now.mine, touchpoint)
        case "reflection":
            return daily.reflection(now, now.mine, touchpoint)
        case "digest":
            return manager.weekly(now, touchpoint)
        case "review":
            return upkeep.review(now, touchpoint)
        case "ask":
            return asked.please(now)
        case "baseline":
            return baseline.close(now, now.mine)
        case "published":
            return proposing.published(now, touchpoint)
        case _:
            assert_never(touchpoint.kind)


def _answered(now: Situation, text: str) -> Decision:
    """Plain words go to the question that is open."""
    asking = now.mine.learner.asking
    if asking is None:
        return helping.not_understood(now, ev.NotUnderstood(text, ""))
    if asking.flow == "recall":
        return practice.recalled(now, now.mine, asking, text)
    return reflection.answer(now, now.mine, asking, text)


def _skipped(now: Situation, event: ev.QuestionSkipped) -> Decision:
    """By word, the open question, the offer or the practice under way; by button, that question alone."""
    asking, attempt = now.mine.learner.asking, now.mine.attempt
    if event.attempt is not None and (asking is None or asking.attempt != event.attempt):
        raise UnreadableInputError("unreadable/nothing_open")
    if asking is not None and asking.flow == "recall":
        return practice.recalled(now, now.mine, asking, "-")
    if asking is None and attempt is not None and attempt.state == "offered":
        return practice.decline(now, now.mine, ev.PracticeDeclined(attempt.id))
    return reflection.skip(now, now.mine)
