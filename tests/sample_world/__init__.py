"""A small press of South Asia, written for this project and served over loopback.

`make demo` and the end-to-end tests run the product against it; see `site.py`.
"""
