"""``python -m course.apps``."""

import sys

from course.apps import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
