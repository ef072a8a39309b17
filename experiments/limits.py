"""Up to where a measure counts as healthy: what the claims ask of health, and sweeps look for."""

HEALTHY: dict[str, float] = {
    "co_contraction_index": 0.15,
    "largest_overflow": 0.03,  # MVC
    "after_contraction": 0.5,  # s; healthy muscles are silent by then
}
