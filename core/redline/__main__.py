"""Run the command line: ``python -m redline``."""

from redline.cli.main import main

if __name__ == "__main__":
    main()
