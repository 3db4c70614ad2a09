"""Headers of every call to Hey Pongo. Without ``Accept`` its framework may answer errors with a page."""

from app.providers.http.headers import JSON_ANSWER, JSON_BODY

COMMON_HEADERS = dict(JSON_ANSWER)
BODY_HEADERS = {**JSON_ANSWER, **JSON_BODY}
