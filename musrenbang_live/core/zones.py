"""The time zones of Indonesia, none of which has summer time, and that of the city."""

from datetime import timedelta, timezone
from typing import Final

HOURS: Final = {"WIB": 7, "WITA": 8, "WIT": 9}
"""Hours east of UTC, by the name that plans use."""
ZONES: Final = {name: timezone(timedelta(hours=hours), name) for name, hours in HOURS.items()}
CITY_HOURS: Final = HOURS["WIB"]
CITY: Final = ZONES["WIB"]
"""What the calendar of the city goes by where no plan names a zone."""
