"""What the archive page calls the orders of rows, the columns of a table, and what was done: of the catalogues."""

from service.pages.archive_rows import Order
from service.pages.page import mark

ORDERS = {
    Order.ARCHIVE: mark("as in the archive"),
    Order.NEWEST: mark("newest first"),
    Order.OLDEST: mark("oldest first"),
    Order.TITLE: mark("by title"),
    Order.MOST_PROBABLE: mark("most probable first"),
    Order.LEAST_PROBABLE: mark("least probable first"),
}
COLUMNS = {
    "id_column": mark("Identifier column"),
    "text_column": mark("Text column"),
    "title_column": mark("Title column"),
    "language_column": mark("Language column"),
    "date_column": mark("Date column"),
    "source_column": mark("Source column"),
}
DONE = {
    "cancelled": mark("The job was cancelled, and its files are gone."),
    "removed": mark("The job and its files were removed."),
}
BACK = mark("Back to the archive")
ENDED = mark("The job ended meanwhile, so there was nothing to cancel. Its results are still there.")
