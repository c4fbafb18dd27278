"""What outcomes, reasons, notes and problems mean to a reader, and what to do next: messages of the catalogues."""

from typing import NamedTuple

from corpora.document import NoteCode, Reason
from models.decision import Outcome
from service.pages.page import mark


class Words(NamedTuple):
    """A heading, and a sentence or two that say what to do next."""

    heading: str
    advice: str


OUTCOMES = {
    Outcome.TAGGED: Words(
        mark("Tagged"),
        mark(
            "Every label named here reached its threshold; the first is the most probable. Read the marked passages "
            "before you rely on it."
        ),
    ),
    Outcome.NONE: Words(
        mark("None of the labels"),
        mark(
            "Every label stays clearly below its threshold: the text seems to be about something else. Nothing needs "
            "to be done, unless you know better."
        ),
    ),
    Outcome.UNCERTAIN: Words(
        mark("Uncertain: a person should look"),
        mark(
            "At least one label is too close to its threshold to decide, so none was given. The labels in question are "
            "named here: read their passages, then correct the labels or send the text to review."
        ),
    ),
    Outcome.NOT_JUDGED: Words(mark("Not judged"), ""),
}
REASONS = {
    Reason.UNSUPPORTED_LANGUAGE: Words(
        mark("another language"),
        mark(
            "Too little of the text is in English or Spanish. If that is wrong, state its language and tag it again; "
            "otherwise a person has to read it."
        ),
    ),
    Reason.TOO_SHORT: Words(
        mark("too short"), mark("There are too few words to tell what it is about. Tag the whole document.")
    ),
    Reason.NO_TEXT: Words(mark("no text"), mark("No words were found. Check that it is the right file.")),
    Reason.IMAGE_ONLY: Words(
        mark("pages are pictures only"),
        mark("The pages hold pictures and no text. Have their text recognised (OCR), then tag the new file."),
    ),
    Reason.TOO_LARGE: Words(
        mark("too large"), mark("It is longer than one document may be. Split it, then tag its parts.")
    ),
    Reason.TOO_COSTLY: Words(
        mark("would take too much memory or time"),
        mark("Reading it was stopped. Save it in a simpler form, such as plain text, and tag that."),
    ),
    Reason.ENCRYPTED: Words(
        mark("protected by a password"), mark("Save a copy without the password, then tag the copy.")
    ),
    Reason.CORRUPT: Words(
        mark("damaged"), mark("The file cannot be read. Open it where it was made, save it again, and tag that.")
    ),
    Reason.UNSUPPORTED_FORMAT: Words(
        mark("a format that is not read"),
        mark("Here PDF, DOCX, ODT, RTF, HTML, Markdown and plain text are read. Save it as one of them."),
    ),
}
NOTES = {
    NoteCode.NAME_MISMATCH: mark(
        "The file's name and its content suggest different formats; it was read by its content."
    ),
    NoteCode.LEFT_OUT: mark("A part was not used:"),
    NoteCode.UNREADABLE: mark("What was found when it was read:"),
}
PROBLEMS = {
    400: Words(mark("The form could not be read"), mark("Go back, reload the page and send it again.")),
    401: Words(mark("Please sign in"), mark("This needs an API key.")),
    403: Words(
        mark("This is not allowed"),
        mark("Your key lacks what this needs, or the form came from a page of another site."),
    ),
    404: Words(mark("There is no such page"), mark("Check the address, or go to the start page.")),
    405: Words(mark("This cannot be opened directly"), mark("Begin at the start page.")),
    408: Words(mark("That came too slowly"), mark("Check the connection, or send a smaller file.")),
    409: Words(
        mark("Not finished yet"),
        mark("Open the job to see its state. If it failed or was cancelled, upload the file again."),
    ),
    410: Words(mark("This text was erased"), mark("Texts that were erased on request are not taken again.")),
    413: Words(mark("That is too much at once"), mark("Send fewer or smaller files, or tag an archive.")),
    415: Words(mark("This kind of file is not read"), mark("Save it as PDF, DOCX, HTML or plain text.")),
    421: Words(
        mark("This address is not served here"), mark("Open the address that whoever runs the service has named.")
    ),
    422: Words(mark("Please check the form"), mark("Go back, look at what you entered and send it again.")),
    429: Words(mark("Too much in a short time"), mark("Wait a minute, then try again.")),
    500: Words(
        mark("Something went wrong here"), mark("Try again; if it happens again, report it with the number below.")
    ),
    503: Words(
        mark("The service is not ready"), mark("A model version or the database is missing. Try again in a minute.")
    ),
    507: Words(mark("The disk is full"), mark("Whoever runs the service has to free disk space.")),
}
