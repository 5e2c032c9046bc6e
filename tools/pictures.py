"""`python -m tools.pictures` draws the renditions of the pictures under static/img that a reward may show."""

from catalog import pictures, thumbnails
from core.assets import STATIC


def main() -> None:
    """Write every rendition beside its picture; say how many."""
    made = 0
    for name in pictures.shipped(STATIC):
        if name.endswith(".webp"):
            data = (STATIC / "img" / name).read_bytes()
            for (width, ending), drawn in thumbnails.renditions(data).items():
                path = STATIC / "img" / thumbnails.beside(name, width, ending)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(drawn)
                made += 1
    print(f"{made} renditions of the pictures under static/img")


if __name__ == "__main__":
    main()
