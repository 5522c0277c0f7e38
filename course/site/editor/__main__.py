"""``python -m course.site.editor``."""

import sys

from course.site.editor import BUNDLE, build

if __name__ == "__main__":
    build()
    sys.stdout.write(f"{BUNDLE.name}: {BUNDLE.stat().st_size / 1e3:.0f} kB\n")
