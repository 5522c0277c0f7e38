"""Build the Vega bundle that ships with the course: ``python -m course.frontend.bundle``.

One ES module that exports ``vegaEmbed``, gzipped without a time stamp so that the same tool makes
the same bytes. Needs vl-convert, which learners do not: the result is package data.
"""

from __future__ import annotations

import gzip
import sys

from .assets import VEGA

#: Vega-Lite version of the bundle; the same that the installed Altair writes.
VEGA_LITE = "6.4"


def build() -> bytes:
    """The gzipped bundle, made anew."""
    import vl_convert

    source = vl_convert.javascript_bundle("export { vegaEmbed };", vl_version=VEGA_LITE.replace(".", "_"))
    return gzip.compress(source.encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    VEGA.write_bytes(build())
    sys.stdout.write(f"{VEGA.name}: {VEGA.stat().st_size / 1e3:.0f} kB\n")
