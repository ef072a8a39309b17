"""Analysis of a sweep: tables, figures and a report."""
