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
    "id_column": mark("what names a document"),
    "text_column": mark("its text"),
    "title_column": mark("its title"),
    "language_column": mark("its language"),
    "date_column": mark("its date"),
    "source_column": mark("its source"),
}
DONE = {
    "cancelled": mark("The job was cancelled, and its files are gone."),
    "removed": mark("The job and its files were removed."),
}
ENDED = mark("The job ended meanwhile, so there was nothing to cancel. Its results are still there.")
