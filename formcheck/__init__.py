"""formcheck: counts back-care exercises from a camera or a video and says the one thing that helps."""

__version__ = "0.1.0"
