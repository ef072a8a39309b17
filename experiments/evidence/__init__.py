"""Comparison of the model with published findings: findings, figures of the model, verdicts."""
