"""The screens: the only layer, with `app.main` and `app.web`, that knows Flet."""
