"""Run the command line: ``python -m redline``."""

from redline.cli import main

if __name__ == "__main__":
    main()
