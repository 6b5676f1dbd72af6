"""The tables of the base as Parquet files, for DuckDB, pandas and others: the only place that knows pyarrow.

``tables`` says what stands in them. What a table and its columns mean goes into the files too. pyarrow is not a part of every
installation; without it there is a refusal that says how to get it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

from kb.exports.rows import Data, Row
from kb.exports.tables import TABLES, Kind, Table
from kb.findings import Refusal

_MISSING: Final = "`kb export parquet` needs the package pyarrow, and it is not installed."
_INSTALL: Final = "Run `pip install --require-hashes -r locks/parquet.txt` in the project, or `pip install 'kb-armed-politics[parquet]'`."


def parquet_files(data: Data, rows: Mapping[str, list[Row]]) -> dict[str, bytes]:
    """A file for each table, by its name; ``data`` is that of ``kb.json``, ``rows`` what ``tables`` made of it.

    The same rows and the same version of pyarrow give the same bytes. Raises ``Refusal`` without pyarrow.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and only this command needs it
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise Refusal(_MISSING, _INSTALL) from None
    about = {f"kb_{key}": str(data[key]) for key in ("format", "title", "audience")}
    files = {}
    for table in TABLES:
        schema = _schema(pa, table, about)
        cells = list(zip(*rows[table.name], strict=True)) or [()] * len(table.columns)
        columns = [pa.array(cell, kind.type) for cell, kind in zip(cells, schema, strict=True)]
        out = io.BytesIO()
        parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd", version="2.6")
        files[f"{table.name}.parquet"] = out.getvalue()
    return files


def _schema(pa: Any, table: Table, about: Mapping[str, str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    types: dict[Kind, Callable[[], Any]] = {
        "text": pa.string,
        "texts": lambda: pa.list_(pa.string()),
        "number": pa.int64,
        "numbers": lambda: pa.list_(pa.int64()),
        "day": pa.date32,
        "yes or no": pa.bool_,
    }
    fields = [
        pa.field(one.name, types[one.kind](), nullable=one.may_miss, metadata={"says": one.says, **({"of": one.of} if one.of else {})})
        for one in table.columns
    ]
    return pa.schema(fields, metadata={**about, "kb_table": table.name, "kb_says": table.says, "kb_key": ",".join(table.key)})
