"""Events as calendars take them."""
