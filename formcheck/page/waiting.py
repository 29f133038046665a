"""The bar that stands on the page while work goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from .jobs import Job


@st.fragment(run_every=0.5)
def waiting(job: Job[Any], cancel: Callable[[], None]) -> None:
    """A bar with the time left and a button to cancel, until the job has ended."""
    if job.ended:
        st.rerun()
    st.progress(job.share, told(job))
    if st.button("Cancel"):
        cancel()
        st.rerun()


def told(job: Job[Any]) -> str:
    """How far a job is, in words."""
    left = job.left
    if left is None:
        return f"{job.what}: {job.share:.0%}"
    length = f"{max(1, round(left))} s" if left < 90 else f"{round(left / 60)} minutes"
    return f"{job.what}: {job.share:.0%}, about {length} left"
