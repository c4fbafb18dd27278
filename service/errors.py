"""What can go wrong with those that a run hands its work to, and with what people hand in."""


class WorkersError(Exception):
    """Work cannot be handed out, or not any longer."""


class UnfitExampleError(Exception):
    """A text and its labels cannot be stored as they are; the message says what is wrong and what is allowed."""


class BackupError(Exception):
    """A backup cannot be made, or not be restored; the message says why and what to do."""
