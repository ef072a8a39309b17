### The gauge of muscles that fight each other, and its last 30 seconds.

gauge-title = Muscles fighting each other
gauge-note = The upright line is the most a healthy person shows.
gauge-low = low
gauge-raised = raised
gauge-high = high
gauge-very_high = very high
gauge-silent = silent

## The turn that was not asked for

gauge-turn-title = Turned without being asked
gauge-turn-value = { NUMBER($value, maximumFractionDigits: 0) }°
gauge-turn-low = as in health
gauge-turn-raised = a little
gauge-turn-high = a lot
gauge-turn-very_high = very far

## The history

gauge-healthy = healthy
gauge-now = now
gauge-ago = { $seconds } s ago
gauge-mark-touch = Touch
gauge-mark-stress = Stress
gauge-mark-relax = “Relax”
gauge-mark-stop = Stop lost
gauge-mark-effort = Effort

## The same for screen readers

gauge-describe = { $title }: { $value }, { $word }.
gauge-describe-range = In the last { NUMBER($seconds, maximumFractionDigits: 0) } seconds it was between { $low } and { $high }.
gauge-describe-mark = { $what } { NUMBER($seconds, maximumFractionDigits: 0) } seconds ago: { $before } before, { $after } afterwards.
