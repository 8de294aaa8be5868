"""A page's text, from its template; everything that others wrote is escaped."""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reportctl.page.view import PlanView


def render_page(view: PlanView) -> str:
    """The plan page: one HTML document that needs nothing beside it."""
    return render("plan.html.j2", plan=view)


def render(template: str, **values: object) -> str:
    """A template with its values."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = quote
    return environment
