"""A stack's coming week as one self-contained HTML page for reviewers and auditors."""

from reportctl.page.rendering import render_page
from reportctl.page.view import Comparison, plan_view

__all__ = ["Comparison", "plan_view", "render_page"]
