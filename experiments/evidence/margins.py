"""The least change that counts as one, chosen by this project.

All conditions share their noise, so that even a meaningless difference has a narrow interval on one
side of nought. A direction is therefore asked to go this far.
"""

PERCENT = 5.0  # of the healthy figure, or of runs
POINTS = 2.0  # percentage points of a reflex
INDEX = 0.02  # co-contraction index
ACTIVITY = 0.005  # MVC
SHARE = 0.05  # of overflow, of activity
DURATION_MS = 5.0
DURATION_S = 0.02
TURN_DEG = 1.0
CORRELATION = 0.3
RATIO = 0.05  # from 1
MUSCLES = 0.5
