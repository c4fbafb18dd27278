"""The details that the code states of what it reads, does and answers, as they stand in its source."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATING = (  # the files, what is called there, and the place of the detail among its arguments
    ("corpora/**/*.py", "UnreadableError", 1),
    ("corpora/**/*.py", "Entry", 5),
    ("corpora/**/*.py", "Member", 3),
    ("corpora/**/*.py", "unread", 2),
    ("corpora/readers/tars.py", "_damaged", 0),
    ("corpora/strict_json.py", "ValueError", 0),
    ("corpora/database*.py", "DatabaseError", 0),
    ("corpora/database*.py", "DatabaseFullError", 0),
    ("corpora/answered.py", "KeyReusedError", 0),
    ("corpora/**/*.py", "Note", 1),
    ("models/*.py", "Note", 1),
    ("models/*.py", "ArtefactError", 0),
    ("models/*.py", "NoVersionError", 0),
    ("service/serving.py", "Failure", 1),
    ("service/serving.py", "NoVersionError", 0),
    ("service/*_job.py", "CorpusError", 0),
    ("service/worker.py", "release", 2),
    ("service/promotion.py", "GateError", 0),
    ("service/examples.py", "UnfitExampleError", 0),
    ("service/multipart.py", "MultipartError", 0),
    ("service/multipart.py", "UnexpectedFileError", 0),
    ("service/**/*.py", "HTTPException", 1),
    ("service/**/*.py", "problem", 1),
)
ELSEWHERE = {  # said to programs, operators and at start-up, on no page
    "Content-Length and Transfer-Encoding contradict each other; send one of them",
    "a key is needed: send `Authorization: Bearer ptk_…`; `policy-tagger keys create` makes one",
    "it tags no archive; what came of a training is in its result and under /v1/models",
    "no version in 1 that served before the current one could serve again",
    "send 1",
    "the body is not JSON: 1",
    "the database is in use: what was deleted may still be in its files; delete it again",
    "the folder of the database cannot be made (1)",
    "the key is unknown or was revoked",
    "there is no such document in the pool",
    "to pass the gate over needs a reason: it stands in the log",
    "1 documents; at most 1 are allowed",
}
TOLD_AT_RUN = {  # of whose words hardly one is written out where they are stated
    "the job is 1",
    "the job is 1: 1",
    "1, 1% of the words: 1",
    "1: 1",
}

Values = dict[str, list[ast.expr]]


def stated_details() -> set[str]:
    """Every detail that is written out, with a 1 in the place of what it tells of."""
    return {
        detail
        for files, called, place in STATING
        for file in ROOT.glob(files)
        for detail in _stated(ast.parse(file.read_text(encoding="utf-8")), called, place)
    }


def _stated(tree: ast.Module, called: str, place: int) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    values: Values = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
    for node in nodes:
        if isinstance(node, ast.Call) and _name(node.func) == called:
            given = [*node.args[place : place + 1], *(each.value for each in node.keywords if each.arg == "detail")]
            yield from (text for argument in given for text in _texts(argument, values) if text)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _texts(node: ast.expr, values: Values) -> list[str]:
    """What an expression may be; nothing where only a run could tell."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return _texts(node.body, values) + _texts(node.orelse, values)
        case ast.Name():
            return [text for value in values.get(node.id, ()) for text in _texts(value, values)]
        case ast.JoinedStr():
            return ["".join(parts) for parts in product(*(_texts(part, values) for part in node.values))]
        case ast.FormattedValue():
            return _texts(node.value, values) or [_blank(node)]
    return []


def _blank(node: ast.FormattedValue) -> str:
    if node.conversion == ord("r"):
        return "'1'"
    return "1%" if node.format_spec and "%" in ast.unparse(node.format_spec) else "1"
