"""What can go wrong with those that a run hands its work to."""


class WorkersError(Exception):
    """Work cannot be handed out, or not any longer."""
