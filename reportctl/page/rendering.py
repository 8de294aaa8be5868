"""The page's text, from its template; everything that a stack file says is escaped."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reportctl.page.view import PlanView


def render_page(view: PlanView) -> str:
    """One HTML document that needs nothing beside it."""
    return _template().render(plan=view)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("plan.html.j2")
