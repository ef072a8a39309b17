### Explore: the person, the network and the levers, live.

explore-title = Explore
explore-problem = Part of this was not understood and was ignored. { $problem }
explore-play = Play
explore-pause = Pause
explore-reset = Back to the start
explore-body = Part of the body
explore-body-neck = Neck
explore-body-arm = Arm
explore-body-hand = Hand
explore-any-body = Any part of the body
explore-network = Where GO and STOP travel
explore-view = How much of the network to show
explore-view-simple = Simple
explore-view-wiring = Full wiring
explore-gauge = Muscles fighting each other
explore-gauge-choice = What the gauge shows
explore-gauge-turn = Turn in degrees
explore-gauge-index = Muscles fighting
explore-levers = What you can change
explore-change = Change one thing
explore-none = none
explore-all = all

## The first levers

explore-loss = Stop lost
explore-loss-help = How much of the stop signal never arrives
explore-effort = Effort
explore-effort-help = How hard the person tries to move
explore-stress = Stress
explore-stress-help = A nervous system under threat
explore-touch = Touch
explore-touch-neck = Touch the face
explore-touch-arm = Touch the elbow
explore-touch-hand = Touch the finger
explore-relax = “Just relax”
explore-start-from = Start from
explore-more = More levers, by anatomy
explore-group-inhibition = Where the stop is lost
explore-group-sensory = Touch and the sense of position
explore-group-state = The state of the person
explore-group-task = The task
explore-group-care = Treatments
explore-group-slow = Slow changes

## What the body does: the first sentence says how much is lost, the second what is seen

explore-lost-none = All of the stop signal arrives.
explore-lost-little = A little of the stop signal is lost.
explore-lost-third = About a third of the stop signal is lost.
explore-lost-half = About half of the stop signal is lost.
explore-lost-two-thirds = About two thirds of the stop signal is lost.
explore-lost-most = Most of the stop signal is lost.
explore-lost-all = All of the stop signal is lost.
explore-lost-uneven = The stop signal is lost in some places more than in others.
explore-rests = Nobody is trying to move, and the muscles rest.
explore-hardly = The muscles hardly pull.
explore-works = Only the muscles that were asked to pull are pulling.
explore-works-on = Nobody is trying to move any more, yet muscles still pull.
explore-stays = Nobody is trying to move any more, and the posture stays.
explore-joins = Other muscles join in.
explore-twists = Other muscles join in, and the posture changes.
explore-neck-twists = Other muscles join in, and the head twists.
explore-neck-works = The head turns, and only the muscles that were asked pull.
explore-arm-twists = Other muscles join in, and the arm twists.
explore-hand-twists = Other muscles join in, and the hand cramps.
explore-helped = A light touch brings the posture back, for a while.
explore-neck-helped = A light touch brings the head back, for a while.
explore-touching = A hand touches the skin lightly.

## Time, undo, kept moments

explore-time = Time and undo
explore-time-now = { $seconds } s of model time. Random noise number { $seed }.
explore-step = One step
explore-step-back = One step back
explore-undo = Undo
explore-redo = Redo
explore-new-seed = Other random noise
explore-speed = Speed
explore-speed-0-25 = Slow
explore-speed-1 = As in life
explore-speed-4 = Fast
explore-moments = Kept moments
explore-moments-help = Keep a moment to come back to it. Kept moments last until you close the page.
explore-keep = Keep this moment
explore-moment = { $number }. { $body }, { $seconds } s
explore-moment-go = Go to moment { $number }
explore-moment-drop = Remove moment { $number }
explore-traces = Muscle by muscle
explore-hear = Hear the muscles
explore-log = What was changed
explore-log-row = At { $seconds } s: { $what }, { $value }
explore-log-command = Trying to move
explore-log-yes = yes
explore-log-no = no
explore-log-lesion = Output of { $name } switched off
explore-log-stimulus = Stimulus to { $name }
explore-keys = Keys
explore-key-k = Play or pause
explore-key-r = Back to the start
explore-key-t = Touch, or end the touch
explore-key-x = Try to move, or relax
explore-key-s = One step
explore-key-z = Undo

## A population of the network

explore-close = Close
explore-region-cortex = It lies in the cortex.
explore-region-basal-ganglia = It lies in the basal ganglia.
explore-region-thalamus = It lies in the thalamus.
explore-region-cerebellum = It lies in the cerebellum.
explore-region-spinal-cord = It lies in the spinal cord.
explore-region-afferent = It lies outside the brain and the spinal cord, and reports from there.
explore-lesion = Switch its output off
explore-stimulate = Stimulate it
explore-stimulate-quiet = Quieten
explore-stimulate-none = Not at all
explore-stimulate-a-little = A little
explore-stimulate-strong = Strongly
explore-stimulate-brief = One short push
explore-inputs = What reaches it
explore-outputs = What it reaches
explore-excitatory = { $name }: drives (weight { $weight })
explore-inhibitory = { $name }: holds back (weight { $weight })
explore-no-links = Nothing

## The Mesa agents of the server

explore-agents = Check with the Mesa agents
explore-agents-help = The server runs the first half second of what you did here with the agents of the model, written in Python. Your browser computes the same by compiled code.
explore-agents-check = Let the agents run it
explore-agents-working = The agents are running. This takes some seconds.
explore-agents-same = The same to the last bit: { $count } numbers after { $seconds } s.
explore-agents-differ = The agents give other numbers after { $seconds } s. Tell whoever runs this server, and save the recording for them.
