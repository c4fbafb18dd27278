"""A review on the screen: the document at hand with its evidence, what is selected, and which keys there are."""

from collections.abc import Iterable

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from corpora.document import Document
from models.record import TagRecord
from service.review_keys import CLEAR, ENTER, QUIT, UNDO, ReadKeys
from service.review_pool import ReviewItem
from service.review_session import ReviewSession
from service.showing import SayNote, print_document
from service.voice import Voice

PRIMARY, SELECTED, FREE = "★", "✓", " "


class ReviewScreen:
    """Shows a session and does what keys say, until all is reviewed or the person quits.

    Parameters
    ----------
    console : Console
    session : ReviewSession
    voice : Voice
        Of service.review_texts, with the names of labels.
    say_note : callable
        What a note of a record says, in the language of the voice.
    """

    def __init__(self, console: Console, session: ReviewSession, voice: Voice, say_note: SayNote) -> None:
        self.console = console
        self.session = session
        self.voice = voice
        self.say_note = say_note
        self._is_full = False
        self._hint = ""

    def run(self, read_keys: ReadKeys) -> None:
        """Review, one key or line of keys after the other."""
        while True:
            item = self.session.item
            self._show(item) if item else self._show_end()
            keys = read_keys()
            if QUIT in keys or (item is None and keys != (UNDO,)):
                break
            if "?" in keys:
                self._help(read_keys)
            elif keys:
                self._hint = self._press_all(keys)
        self._print_counts()

    def _press_all(self, keys: Iterable[str]) -> str:
        """Do what keys say, up to the first that cannot be done; the hint on that one, else none."""
        return next((hint for key in keys if (hint := self._press(key))), "")

    def _press(self, key: str) -> str:
        session = self.session
        match key:
            case "f":
                self._is_full = not self._is_full
            case "0":
                session.select_none()
            case _ if key == CLEAR:
                session.clear()
            case _ if key == ENTER:
                return "" if session.accept() else self.voice("choose")
            case "s":
                session.skip()
            case _ if key == UNDO:
                return "" if session.undo() else self.voice("nothing to undo")
            case _:
                return "" if key.isdecimal() and session.toggle(int(key)) else self.voice("unknown key")
        return ""

    def _show(self, item: ReviewItem) -> None:
        session, voice = self.session, self.voice
        numbers = {"position": session.position + 1, "total": len(session.items), "changed": session.n_changed}
        progress = voice("progress", **{name: voice.count(number) for name, number in numbers.items()})
        self.console.clear()
        self.console.print(Rule(f"{progress} · {voice(f'chosen {item.chosen_by}')}", align="left"))
        document, record = Document(item.digest, item.text), TagRecord.from_row(item.record)
        print_document(self.console, document, record, is_full=self._is_full, voice=voice, say_note=self.say_note)
        self.console.print(Rule())
        self.console.print(self._choices())
        self.console.print(Text(self._hint or voice("keys"), style="yellow" if self._hint else "dim"))

    def _show_end(self) -> None:
        self.console.print(Text(self.voice("last")))

    def _choices(self) -> Text:
        """The labels with their keys, those that are selected marked, the primary one above all."""
        selected = self.session.selected
        marks = dict.fromkeys(selected or (), SELECTED) | dict.fromkeys((selected or ())[:1], PRIMARY)
        names = [(str(place), label) for place, label in enumerate(self.session.labels, start=1)]
        parts = [self._choice(key, label, marks.get(label, FREE)) for key, label in names]
        parts.append(self._choice("0", "none", SELECTED if selected == () else FREE))
        return Text("   ").join(parts)

    def _choice(self, key: str, name: str, mark: str) -> Text:
        style = "bold" if mark != FREE else ""
        return Text.assemble((key, "bold cyan"), (f" [{mark}] {self.voice(name)}", style))

    def _help(self, read_keys: ReadKeys) -> None:
        self.console.clear()
        self.console.print(Text(self.voice("help", n=str(len(self.session.labels)))))
        if self.console.is_terminal:
            self.console.print(Text(self.voice("any key"), style="dim"))
            read_keys()

    def _print_counts(self) -> None:
        session = self.session
        counts = {"labelled": session.n_labelled, "changed": session.n_changed}
        counts["skipped"] = session.position - session.n_labelled
        self.console.print(self.voice("end", **{name: self.voice.count(n) for name, n in counts.items()}))
