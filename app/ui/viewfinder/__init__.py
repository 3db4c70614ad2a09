"""The live viewfinder: pictures, the watch for codes, and the words beneath."""

from app.ui.viewfinder.ear import Ear
from app.ui.viewfinder.finder import Viewfinder
from app.ui.viewfinder.scanning import OnCode, Verdict

__all__ = ["Ear", "OnCode", "Verdict", "Viewfinder"]
