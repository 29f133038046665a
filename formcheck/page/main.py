"""What Streamlit runs on every visit and click: the navigation and the view that was chosen."""

import importlib.util

import streamlit as st

from formcheck.page import live

st.set_page_config(page_title="formcheck", page_icon="🧘", layout="wide", initial_sidebar_state="collapsed")

# A view is a module of this package with a function ``show``; one that is not there is not offered.
VIEWS = {"recorded": ("Recorded", ":material/movie:"), "rules": ("Rules", ":material/tune:")}

pages = [st.Page(live.show, title="Live", icon=":material/videocam:", url_path="live", default=True)]
for name, (title, icon) in VIEWS.items():
    if importlib.util.find_spec(f"formcheck.page.{name}"):
        view = importlib.import_module(f"formcheck.page.{name}")
        pages.append(st.Page(view.show, title=title, icon=icon, url_path=name))
st.navigation(pages, position="top" if len(pages) > 1 else "hidden").run()
