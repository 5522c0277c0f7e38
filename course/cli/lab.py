"""``course lab``."""

def main(argv: list[str]) -> int:
    print("inside", argv)
    return 0
