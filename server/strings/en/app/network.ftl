### Where GO and STOP travel: the simple picture, the full wiring and the muscles' traces.

## The regions, and what each does

network-region-cortex = Cortex
network-region-cortex-does = asks for the movement
network-region-basal_ganglia = Basal ganglia
network-region-basal_ganglia-does = let one through, hold the rest
network-region-thalamus = Thalamus
network-region-thalamus-does = passes it on
network-region-cerebellum = Cerebellum
network-region-cerebellum-does = times and corrects
network-region-spinal_cord = Spinal cord
network-region-spinal_cord-does = drives the muscles
network-region-afferent = Senses

## The two streams

network-go = GO
network-stop = STOP
network-weak = stop is weak here
network-leak = GO leaks over
network-asked = asked to pull
network-not-asked = not asked

## The same for screen readers

network-about = Five regions from the cortex to the spinal cord. GO runs down to the muscle that was asked to pull, STOP to the muscles that were not asked.
network-about-weak = Stop is weak here: { $regions }.
network-about-leak = GO leaks over to muscles that were not asked.
network-about-touch = Touch adds information on its way from the skin to the cortex.
network-row = { $region }: GO { NUMBER($go, style: "percent") }, STOP { NUMBER($stop, style: "percent") } of the healthy twin’s.
network-muscles = The muscle that was asked works at { NUMBER($asked, style: "percent") } of its maximum, the busiest of the others at { NUMBER($other, style: "percent") }.

## The full wiring: each group of cells, short enough for a box

network-wiring = All groups of cells, and what connects them. A line with an arrowhead excites; two rails with a bar inhibit. The bars in a box show its activity for each muscle.
network-wiring-weak = Weakened inhibition reaches: { $names }.
network-population-row = { $name }: { NUMBER($asked, style: "percent") } for the muscle that was asked, { NUMBER($other, style: "percent") } for the others.
network-population-CMD = Motor command
network-population-M1 = Motor cortex
network-population-INH = Cortical inhibition
network-population-GABAB = Slow cortical inhibition
network-population-D1 = Striatum, direct
network-population-D2 = Striatum, indirect
network-population-FSI = Fast-spiking cells
network-population-GPE = Outer pallidum
network-population-STN = Sub­thalamic nucleus
network-population-GPI = Inner pallidum
network-population-TH = Motor thalamus
network-population-PC = Purkinje cells
network-population-DCN = Deep nuclei
network-population-S1 = Sensory cortex
network-population-MN = Motor neurones
network-population-IAIN = Ia inhibition
network-population-RC = Renshaw cells
network-population-PAD = Pre­synaptic inhibition
network-population-IA = Muscle spindles
network-population-SKIN = Skin

## The muscles' traces

network-traces = What each muscle did in the last five seconds: a muscle upwards, its opponent downwards.
network-traces-muscle = Muscle
network-traces-now = Now
network-traces-asked = asked
network-traces-share = { NUMBER($share, style: "percent") }
network-traces-ago = 5 s ago
network-traces-present = now
