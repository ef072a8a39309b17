"""How people see the model: the dashboard. The only package that imports Solara."""
