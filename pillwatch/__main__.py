"""`python -m pillwatch`: the same as `pillwatch`."""

from pillwatch.cli import main

if __name__ == "__main__":
    main()
