"""What a learner sees of the teaching engine: widgets over the records, each drivable from Python."""

from __future__ import annotations

from course.teaching.panels.base import LessonEntry, Panel
from course.teaching.panels.coursemap import CourseMap
from course.teaching.panels.drill import DrillPanel
from course.teaching.panels.exercise import ExercisePanel
from course.teaching.panels.progress import ProgressPanel
from course.teaching.panels.quiz import QuizPanel, ReviewPanel
from course.teaching.panels.record import RecordPanel
from course.teaching.panels.retake import RetakePanel

__all__ = [
    "CourseMap",
    "DrillPanel",
    "ExercisePanel",
    "LessonEntry",
    "Panel",
    "ProgressPanel",
    "QuizPanel",
    "RecordPanel",
    "RetakePanel",
    "ReviewPanel",
]
