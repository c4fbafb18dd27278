"""The tables of what was served: how many documents of which outcome, language and label.

hour : since 1970.
confidence : the sum over the documents; 0 for those not judged.
"""

from sqlalchemy import BigInteger, Column, Double, Integer, String, Table, Text

from corpora.database import metadata

served_table = Table(
    "served",
    metadata,
    Column("hour", Integer, primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("n_documents", Integer, nullable=False),
    Column("n_words", BigInteger, nullable=False),
    Column("n_unknown_words", BigInteger, nullable=False),
    Column("confidence", Double, nullable=False),
)

served_label_table = Table(
    "served_label",
    metadata,
    Column("hour", Integer, primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("label", Text, primary_key=True),
    Column("n_documents", Integer, nullable=False),
)
