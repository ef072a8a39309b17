"""The dashboard. The only package that imports Solara."""
