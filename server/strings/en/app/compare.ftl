### Compare: two bodies on the same noise, with one clock.

compare-title = Compare two bodies
compare-pair = Compare
compare-own = Your own pair
compare-own-setting = Own setting
compare-touched = { $name }, touched
compare-changed = { $name }, changed
compare-yours = Your setting from Explore, and healthy
compare-third = A third of the stop lost
compare-swap = Swap sides
compare-change = Change side { $side }
compare-same = Make { $side } the same as { $other }
compare-open = Open { $side } in Explore
compare-time = Time
compare-key-k = Play or pause
compare-key-r = Back to the start
compare-key-x = Try to move, or relax
compare-key-s = One step
compare-key-w = Swap sides

## Ready pairs, and the names of their sides

compare-pair-dystonia = Healthy, and with dystonia
compare-pair-dystonia-a = Healthy
compare-pair-dystonia-b = With dystonia
compare-pair-touch = Without touch, and with a light touch
compare-pair-touch-a = Without touch
compare-pair-touch-b = With a light touch
compare-pair-stress = Calm, and under stress
compare-pair-stress-a = Calm
compare-pair-stress-b = Under stress
compare-pair-effort = Trying gently, and trying harder
compare-pair-effort-a = Trying gently
compare-pair-effort-b = Trying harder
compare-pair-toxin = Without botulinum toxin, and with it
compare-pair-toxin-a = Without toxin
compare-pair-toxin-b = With toxin in one muscle
compare-pair-stimulation = Without deep brain stimulation, and with it
compare-pair-stimulation-a = Without stimulation
compare-pair-stimulation-b = With pallidal stimulation
compare-pair-drug = Without an anticholinergic drug, and with it
compare-pair-drug-a = Without the drug
compare-pair-drug-b = With an anticholinergic drug
compare-pair-places = Stop lost in the cortex, and in the cerebellum
compare-pair-places-a = Lost in the cortex only
compare-pair-places-b = Lost in the cerebellum only
compare-named-dystonia = Healthy, and a third lost
compare-named-touch = Without touch, and with a light touch
compare-named-stimulation = Without pallidal stimulation, and with it
compare-named-places = All lost in the basal ganglia, and in the cerebellum

## What differs now: one sentence that says where, what and how much

compare-where =
    { $place ->
        [left] On the left,
        [right] On the right,
        [a] In A,
       *[b] In B,
    }
compare-muscles-too =
    { $than ->
        [more] { $count ->
            [one] , and one more muscle works.
           *[other] , and { $count } more muscles work.
        }
        [fewer] { $count ->
            [one] , and one muscle fewer works.
           *[other] , and { $count } fewer muscles work.
        }
       *[same] .
    }
compare-start = Press Play. Both bodies start from the same rest, with the same random noise.
compare-equal = Both sides have the same setting and the same noise, so both bodies do the same.
compare-silent = All muscles rest, in both bodies.
compare-alike = Both bodies do nearly the same.
compare-fight = { compare-where } the muscles fight each other more. The posture is nearly the same.
compare-muscles =
    { compare-where } { $count ->
        [one] one more muscle works
       *[other] { $count } more muscles work
    }. The posture is nearly the same.

compare-neck-turn = { compare-where } the head is turned { $degrees } degrees further to { $way ->
        [plus] the person’s right
       *[minus] the person’s left
    }{ compare-muscles-too }
compare-neck-tilt = { compare-where } the head is tilted { $degrees } degrees further to { $way ->
        [plus] the right
       *[minus] the left
    } shoulder{ compare-muscles-too }
compare-neck-nod = { compare-where } the head is { $way ->
        [plus] bent { $degrees } degrees further forwards
       *[minus] pulled { $degrees } degrees further back
    }{ compare-muscles-too }
compare-arm-shoulder = { compare-where } the upper arm is { $way ->
        [plus] raised { $degrees } degrees further forwards
       *[minus] { $degrees } degrees further back
    }{ compare-muscles-too }
compare-arm-elbow = { compare-where } the elbow is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-arm-rotation = { compare-where } the palm is turned { $degrees } degrees further { $way ->
        [plus] down
       *[minus] up
    }{ compare-muscles-too }
compare-arm-wrist = { compare-where } the wrist is bent { $degrees } degrees further { $way ->
        [plus] towards the palm
       *[minus] back
    }{ compare-muscles-too }
compare-arm-deviation = { compare-where } the hand is bent { $degrees } degrees further towards { $way ->
        [plus] the little finger
       *[minus] the thumb
    }{ compare-muscles-too }
compare-arm-fingers = { compare-where } the fingers are { $way ->
        [plus] closed { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-hand-wrist = { compare-where } the wrist is bent { $degrees } degrees further { $way ->
        [plus] towards the palm
       *[minus] back
    }{ compare-muscles-too }
compare-hand-deviation = { compare-where } the hand is bent { $degrees } degrees further towards { $way ->
        [plus] the little finger
       *[minus] the thumb
    }{ compare-muscles-too }
compare-hand-thumb = { compare-where } the thumb is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-hand-index = { compare-where } the index finger is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-hand-middle = { compare-where } the middle finger is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-hand-ring = { compare-where } the ring finger is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-hand-little = { compare-where } the little finger is { $way ->
        [plus] bent { $degrees } degrees further
       *[minus] { $degrees } degrees straighter
    }{ compare-muscles-too }
compare-aloud = { $side }, { $name }. { $body } { $value }, { $word }.

## The last 30 seconds

compare-history = The last 30 seconds
compare-history-turn = Away from the healthy posture
compare-history-index = Muscles fighting each other

## The settings that differ

compare-apart = What is set differently
compare-apart-what = Setting
compare-apart-none = Nothing. Both sides have the same setting.
compare-apart-note = All else is the same on both sides, and so is the random noise: every difference comes from these settings, not from chance.
compare-lesions = Output of { $population } switched off
compare-stimuli = Stimulation of { $population }

## Measured over several runs

compare-measured = Measured over several runs
compare-measured-text = { $runs } pairs of runs, each pair with its own noise. The person tries to do what is asked, and to hold it. The numbers describe this model, not people.
compare-measure = Measure both sides
compare-measuring = Measuring. This takes a moment.
compare-measured-done = The table below is ready.
compare-not-measurable = Sides with a part that is switched off or stimulated cannot be measured here.
compare-measured-caption = Means, and in brackets their 95 % intervals. “Differs” means that the interval of the difference leaves zero out.
compare-measured-measure = Measure
compare-measured-a = A
compare-measured-b = B
compare-measured-difference = B minus A
compare-measured-verdict = In words
compare-measured-cell = { $mean } ({ $low } to { $high })
compare-measured-nothing = no value
compare-measured-differs = differs
compare-measured-alike = no clear difference
compare-measured-unknown = no value
compare-measure-co-contraction-index = Muscles fighting each other (co-contraction, 0 to 1)
compare-measure-overflow = Other muscles joining in (overflow, share of full strength)
compare-measure-posture = Away from the healthy posture (degrees)
compare-csv = Save the table (CSV)

## To take home

compare-home = Take home
compare-link = Link to this pair
compare-embed = Code that shows this pair on another page
compare-copy = Copy
compare-svg = Picture (SVG)
compare-png = Picture (PNG)
compare-print = Print
