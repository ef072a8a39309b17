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
