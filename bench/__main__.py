"""`python -m bench`: all tables, in one run on this machine."""

from bench import domain, engine, pages
from reportctl.show.console import console

if __name__ == "__main__":
    out = console()
    for measure in (domain.sizes, domain.imports, pages.sizes, engine.comparison):
        out.print(measure())
