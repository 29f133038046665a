"""The one exception that a user sees."""


class UserError(Exception):
    """Something the user can put right: a file, a value, a missing part.

    The message is one sentence that names the file or value and says what to do; a command prints it without a stack trace.
    """
