def render_fleet(*a: object) -> str:
    return ""
