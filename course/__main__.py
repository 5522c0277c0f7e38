"""``python3 -m course lab|apps|test|doctor|derive``, also installed as the command ``course``.

This file is read by whatever Python the learner happens to have, so it holds nothing that an old
one cannot parse; everything else is behind the version check.
"""

import sys

OLDEST = (3, 11)


def main(argv=None):
    """Run the command line; return its exit status."""
    if sys.version_info < OLDEST:
        sys.stderr.write(too_old(sys.version_info, sys.executable))
        return 1
    try:
        from course.cli import run

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:  # while the command line itself was being read
        sys.stderr.write("\nStopped.\n")
        return 130


def too_old(version, executable):
    """What to say on a Python older than OLDEST: which one ran, and a way on that exists here."""
    verb = " ".join(["-m", "course"] + sys.argv[1:])
    text = "The course needs Python %d.%d or newer; this is Python %d.%d (%s).\n" % (
        OLDEST + tuple(version[:2]) + (executable,)
    )
    for minor in range(20, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        if _runs(name):
            return text + "A newer one is installed here. Run:  %s %s\n" % (name, verb)
    return text + (
        "Install a newer Python from https://www.python.org/downloads/ (it can stand beside this "
        "one; nothing has to be removed),\nthen run the same command with it, for example:  "
        "python3.13 %s   (Windows: py -3.13 %s)\n" % (verb, verb)
    )


def _runs(name):
    """Is there such a command, and does it start? A version manager may leave names that do not."""
    import subprocess

    try:
        process = subprocess.Popen([name, "-c", ""], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        process.communicate()
    except OSError:
        return False
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
