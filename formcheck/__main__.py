"""``python -m formcheck``: the same as the command ``formcheck``."""

from .cli import main

main(prog_name="formcheck")
