"""Which version serves: promotion where the gate allows it, rollback, and the log of both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select

from corpora.database import Database, Now
from models.locks import locked
from models.manifest import Manifest
from models.registry import Registry
from service.promotion_table import Action, Promotion, promotion_table

LOCK_FILE = ".promotion.lock"  # one at a time, so that the log tells what happened in its order


class GateError(Exception):
    """A version may not become current; the message says why and what to do.

    gate : its table of checks as its manifest has it, or None where it was never compared.
    """

    def __init__(self, message: str, gate: dict[str, Any] | None) -> None:
        super().__init__(message)
        self.gate = gate


class NotCurrentError(Exception):
    """A version was to be replaced that does not serve any more; the message says which does."""


def promote(
    registry: Registry, database: Database, version: str, *, actor: str, force: bool = False, reason: str | None = None
) -> Promotion:
    """Let a version serve that its gate lets through, or that served before; log who did so, when and why.

    force : whether to pass the gate over, for a reason that is given.

    Raises:
        GateError: it was refused, was compared with another version than the current one, or force lacks a reason.
        NoVersionError: there is no such version.
        ArtefactError: it could not be loaded.
        DatabaseError: the log cannot be written; nothing was changed.
    """
    manifest = registry.check(version)
    if force and not (reason or "").strip():
        raise GateError("to pass the gate over needs a reason: it stands in the log", manifest.gate)
    with _both_or_neither(registry, database) as connection:
        if not force:
            _check_gate(registry, manifest)
        previous = registry.serving()
        promotion = _log(connection, Action.FORCE if force else Action.PROMOTE, version, previous, actor, reason)
        registry.make_current(version)
    return promotion


def rollback(
    registry: Registry, database: Database, *, actor: str, reason: str | None = None, expected: str | None = None
) -> Promotion:
    """Let the version serve again that did so before the current one, and log it; may be repeated.

    expected : the version that serves as far as the caller knows, so that asking twice goes back once; None: any.

    Raises:
        NotCurrentError: another version than the expected one serves.
        NoVersionError: no such version served before.
        DatabaseError: the log cannot be written; nothing was changed.
    """
    with _both_or_neither(registry, database) as connection:
        previous = registry.serving()
        if expected is not None and expected != previous:
            raise NotCurrentError(f"{expected} is not current; {previous or 'none'} is")
        version = registry.previous()
        promotion = _log(connection, Action.ROLLBACK, version, previous, actor, reason)
        registry.step_back()
    return promotion


def promotions(database: Database, limit: int = 100) -> list[Promotion]:
    """What was logged, the latest first."""
    with database.read() as connection:
        rows = connection.execute(select(promotion_table).order_by(promotion_table.c.number.desc()).limit(limit))
        return [_from_row(row) for row in rows.mappings()]


@contextmanager
def _both_or_neither(registry: Registry, database: Database) -> Iterator[Connection]:
    """A transaction of the log; where it fails, what served before does so again."""
    with locked(registry.folder / LOCK_FILE):
        before = registry.history()
        try:
            with database.write() as connection:
                yield connection
        except BaseException:
            registry.put_back(before)
            raise


def _check_gate(registry: Registry, manifest: Manifest) -> None:
    gate, current = manifest.gate, registry.serving()
    if manifest.version in registry.history():  # it was let through once, as a rollback to it would be
        return
    advice = "train again, or force it with a reason"
    if gate is None:
        raise GateError(f"{manifest.version} was never compared with the current version; {advice}", gate)
    if not gate["passed"]:
        failed = "; ".join(check["what"] for check in gate["checks"] if not check["passed"])
        raise GateError(f"the gate refuses {manifest.version}: {failed or gate['obstacle']}", gate)
    if gate["current"] != current and current is not None and registry.can_load(current):
        raise GateError(
            f"{manifest.version} was compared with {gate['current'] or 'none'}, and {current} is current now; {advice}",
            gate,
        )


def _log(
    connection: Connection, action: Action, version: str, previous: str | None, actor: str, reason: str | None
) -> Promotion:
    row = {"action": action, "version": version, "previous": previous, "actor": actor, "reason": reason}
    added = connection.execute(
        promotion_table.insert().values(created_at=Now(), **row).returning(*promotion_table.columns)
    )
    return _from_row(added.mappings().one())


def _from_row(row: Any) -> Promotion:
    return Promotion(**{**row, "action": Action(row["action"])})
