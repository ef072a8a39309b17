"""The Compare page: two conditions side by side on the same noise."""
