"""The page. Start it with: streamlit run streamlit_app.py

Streamlit serves ``formcheck/page/main.py``; beside it, on the same port, the live camera's frames come in.
"""

import streamlit as st

from formcheck.page import serving
from formcheck.page.routes import ROUTES, lifespan

app = st.App("formcheck/page/main.py", routes=[*serving.ROUTES, *ROUTES], lifespan=lifespan)
