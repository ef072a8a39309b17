### Texts of the lessons, in short sentences and plain words, for readers from about eleven years.
### [[word|shown]] explains a word: its key is that of the glossary ("glossary-word"), and "shown" is
### what stands in the sentence. Variables named like a condition are figures that the page has just
### measured, with their unit, written as the language writes numbers.

## Page

lessons-title = Short lessons
lessons-heading = Lessons: dystonia is a control problem
lessons-intro = In [[dystonia|dystonia]], muscles pull without being asked to. These short lessons show how a network of nerve cells can lose control of a movement although its parts still work. Make a guess first, then see what the model does.
lessons-free = Take the lessons in any order, and skip any you like. There is no time limit, no score and no wrong guess.
lessons-lesson = Lesson { $number }: { $title }
lessons-open = Open lesson { $number }
lessons-all = All lessons
lessons-teacher = For teachers
lessons-glossary = Words
lessons-worksheets = Worksheets
lessons-next = Next lesson
lessons-previous = Lesson before
lessons-count = { $count ->
    [one] { $count } lesson
   *[other] { $count } lessons
  }
lessons-time = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
  }
lessons-body-arm = The arm
lessons-body-hand = The hand
lessons-body-neck = The neck
lessons-notice = A model is not a person. This is not medical advice: nobody should change a treatment because of it.
lessons-not-reviewed = No doctor has read these texts yet.
lessons-loss-note = “Lost” means that a stop signal is weaker. No cell is missing and nothing is broken for good.
lessons-problem = Part of this address was not understood and was ignored.

## Steps

lessons-steps = Steps of the lesson
lessons-step-predict = Predict
lessons-step-run = Run
lessons-step-observe = Observe
lessons-step-explain = Explain
lessons-step-try = Try
lessons-step-next = Next step
lessons-nudge = You have not made a guess yet. A guess makes the answer more interesting, but you can go on without one.

lessons-predict-choose = Choose what you think. You can change your mind.
lessons-predict-none = I don’t know yet
lessons-predict-tally = How many chose this?

lessons-run-setting = The starting point
lessons-run-lever = What we change
lessons-run-go = { $runs ->
    [one] Run it once
   *[other] Run it { $runs } times
  }
lessons-run-seeds = The model repeats the same movement { $runs } times, each time with different random noise (seeds { $first } to { $last }). Everyone who opens this link gets the same noise.
lessons-run-working = The model is running. You can keep reading in the meantime.
lessons-run-done = Done. Go on to see the results.
lessons-run-moved = You moved the lever. The lesson sets it to { $usual }.
lessons-run-back = Put the lever back
lessons-run-failed = The model could not run this.
lessons-run-helpers = Pick one or two helpers
lessons-run-full = You have picked two helpers. Remove one to pick another.

lessons-observe-guess = Your guess
lessons-observe-model = The model’s answer
lessons-observe-no-guess = You did not make a guess. That is fine.
lessons-observe-no-answer = None of these answers fits what the model did.
lessons-observe-more = Higher with “{ $after }” than with “{ $before }”: { $high } instead of { $low }.
lessons-observe-less = Lower with “{ $after }” than with “{ $before }”: { $low } instead of { $high }.
lessons-observe-same = About the same with “{ $after }” and with “{ $before }”: { $one } and { $other }.
lessons-observe-line = The dashed line marks { $line }: twice the highest average of a healthy body in this model.
lessons-observe-aim = The dashed line marks { $line }, the aim of this puzzle: a third of what it is without help.
lessons-observe-dots = Each dot is one run, and the bar is their average. If we did this again 100 times, about 95 of the short lines with two ends would catch the true average.
lessons-observe-bar = { $mean } ({ $low } to { $high })
lessons-observe-table = The same as a table
lessons-observe-setting = Setting
lessons-observe-average = Average
lessons-observe-interval = 95% interval
lessons-observe-runs = Runs
lessons-observe-solved = Your helpers bring the arm below the line.
lessons-observe-unsolved = Your helpers do not bring the arm below the line yet.
lessons-observe-bodies = Two bodies, the same noise

lessons-explain-claims = What this lesson says, checked just now
lessons-claim-holds = Holds in these runs
lessons-claim-fails = Does not hold in these runs
lessons-tuned = We tuned the model so that this holds
lessons-by-itself = The model did this by itself
lessons-tuned-help = Some statements went into the model: we set its links until they were true. They cannot show that the model is right. Others nobody asked for. Bet with a friend which is which.
lessons-explain-leaves-out = What the model leaves out
lessons-explain-evidence = What studies of people and animals say
lessons-explain-sure = How sure?
lessons-explain-source = Source
lessons-explain-words = Words used here
lessons-misconceptions = People often think

lessons-check = Check yourself
lessons-check-right = Yes.
lessons-check-wrong = Not quite. Have another look.
lessons-check-why = Why?

lessons-try-text = Now it is your turn. Explore opens with this setting and the same noise. Press Play there, then move any lever.
lessons-try-open = Open this setting in Explore
lessons-try-idea = Something to try
lessons-think = Something to think about

## Teachers

lessons-teacher-title = For teachers
lessons-teacher-intro = Each address opens one lesson with the noise of seed { $seed }, so the whole class sees the same runs. Copy it, show its QR code, or write it on the board.
lessons-teacher-seed = Seed { $seed }
lessons-teacher-next-seed = New noise for another class
lessons-teacher-first-seed = Back to seed 1
lessons-teacher-start = From the start
lessons-teacher-big = Projector
lessons-teacher-answer = At the answer
lessons-teacher-qr = QR code of this lesson
lessons-teacher-copy = Copy the address
lessons-teacher-copied = Copied
lessons-teacher-projector = The projector address uses large type. The last one skips the guess and shows the results.
lessons-teacher-plan = Let everyone guess before you press Run, count the guesses, and ask for reasons. A guess that differs from the model is a good start: is the model right?
lessons-teacher-goals = After this lesson, pupils can
lessons-teacher-ages = Ages { $youngest } to { $oldest }
lessons-teacher-before = Nobody needs to know anything about the brain first. It helps to know that muscles pull and cannot push.
lessons-teacher-standards = Fits the NGSS performance expectation MS-LS1-8: senses send messages to the brain, which answers at once or stores them.
lessons-teacher-misconceptions = Ideas that pupils may bring
lessons-teacher-check = Check question with its answer
lessons-teacher-answer-label = Answer
lessons-teacher-tally = Count the guesses of the class
lessons-teacher-tally-reset = Start counting again
lessons-teacher-care = Somebody in the class may live with dystonia, or have it in the family. Do not ask anyone to show it or tell about it. Speak of “people with dystonia” and never imitate a posture for fun.
lessons-teacher-because = Good reasons name a cause in the network (“the stop does not reach it”) and not only what was seen (“it went up”).
lessons-teacher-projects = Projects: the evidence page lists what the model gets wrong. Choose one and explain what is missing.

## Worksheets

lessons-sheet-title = Worksheets
lessons-sheet-intro = One page per lesson. Answers are hidden until you show them.
lessons-sheet-show = Show the answers
lessons-sheet-hide = Hide the answers
lessons-sheet-print = Print
lessons-sheet-name = Name
lessons-sheet-guess = My guess
lessons-sheet-because = Because
lessons-sheet-saw = What I saw (draw the bars on the scale)
lessons-sheet-scale = { $measure }, from 0 to { $high }
lessons-sheet-explain = In my own words: why does this happen?
lessons-sheet-check = One more question
lessons-sheet-answer = The model’s answer
lessons-sheet-measuring = Measuring…
lessons-sheet-foot = motorloops, lesson { $number }, seeds { $first } to { $last }. A model is not a person; this is not medical advice.

## Whom to ask

lessons-ask-title = Whom to ask
lessons-ask-doctor = If a part of your body twists, cramps or shakes without being asked to, tell a parent or a doctor. A neurologist who knows movement disorders can tell what it is.
lessons-ask-bring = Bring a short video, a list of when it is better or worse, and what helps, such as a touch.
lessons-ask-others = Patient organisations for dystonia exist in many countries. They know doctors, and people who live with it.
lessons-ask-believe = If a friend tells you about it: believe them, and ask what helps.

## Units and measures

lessons-unit-MVC = { $value }%
lessons-unit-1 = { $value }
lessons-unit-s = { $value } s
lessons-unit-deg = { $value }°

lessons-measure-co_contraction_index-name = Co-contraction
lessons-measure-co_contraction_index-meaning = How much two [[opponent|opponents]] pull at the same time. 0: only one pulls. 1: both pull equally hard.
lessons-measure-overflow-name = Overflow
lessons-measure-overflow-meaning = How hard muscles work that the movement does not need, compared with their full strength.
lessons-measure-largest_overflow-name = Strongest overflow
lessons-measure-largest_overflow-meaning = How hard the most active muscle works that the movement does not need, compared with its full strength.
lessons-measure-after_contraction-name = Time until all muscles rest
lessons-measure-after_contraction-meaning = How long any muscle stays active after the person relaxes. We watch for 5 seconds, so 5 means 5 seconds or more.
lessons-measure-agonist_activation-name = Activity of the wanted muscle
lessons-measure-agonist_activation-meaning = How hard the muscle works that the person wants to use, compared with its full strength.
lessons-measure-twist-name = Twist
lessons-measure-twist-meaning = The largest turn of a joint that the person does not want to move.

## Lesson: Hold a cup

lesson-cup-title = Hold a cup
lesson-cup-question = You bend your elbow to hold a cup. The [[biceps|biceps]] pulls. What does the [[triceps|triceps]], its [[opponent|opponent]], do?
lesson-cup-run = A healthy arm holds a light cup, then a heavy one. Every stop signal is in place.
lesson-cup-lever = Effort: how hard the person tries
lesson-cup-explain-1 = The motor [[cortex|cortex]] calls the wanted muscle. At every level, other cells send a [[inhibition|stop signal]] to its opponent.
lesson-cup-explain-2 = So the biceps works harder for the heavy cup, while [[co-contraction|co-contraction]] is only { $heavy }.
lesson-cup-explain-3 = This is “go here, stop there”. The other lessons show what happens when part of the stop is lost.
lesson-cup-leaves-out = People can also use both muscles on purpose, to stiffen an arm that carries a full cup of tea. The person in the model never does.
lesson-cup-try = Set the effort to 100%. Does the triceps stay quiet? Then choose the triceps as the wanted muscle.
lesson-cup-think = When do you use both muscles of a joint on purpose? Carry a full cup and feel your arm.
lesson-cup-goal-1 = explain that muscles work in pairs and that each movement needs a go and a stop
lesson-cup-goal-2 = read a bar with its spread
lesson-cup-option-quiet = It stays nearly quiet.
lesson-cup-option-some = It works too, but less.
lesson-cup-option-equal = It works as hard as the biceps.
lesson-cup-condition-light = a light cup
lesson-cup-condition-heavy = a heavy cup
lesson-cup-claim-works = The wanted muscle works harder for the heavy cup.
lesson-cup-claim-alone = No muscle of another joint joins in.
lesson-cup-evidence-reflex = In 14 healthy people, a weak shock to the nerve of one forearm muscle made the [[reflex|reflex]] of its opponent about 41% smaller. In 13 people with [[writers-cramp|writer’s cramp]] the effect was smaller.
lesson-cup-evidence-focus = A review proposes that the [[basal-ganglia|basal ganglia]] choose one movement and hold back the others. The idea fits many observations, but it is not proven.
lesson-cup-check = You straighten your arm instead. Which muscle needs the stop signal now?
lesson-cup-check-option-stretch = The biceps
lesson-cup-check-option-both = Both muscles
lesson-cup-check-option-sleep = Neither
lesson-cup-check-why = Now the triceps pulls, so the biceps is the opponent that has to let go.
lesson-cup-misconception-one-muscle = One muscle bends the arm and also straightens it.
lesson-cup-misconception-one-muscle-answer = A muscle only turns its joint one way. The other way needs the opponent.
lesson-cup-misconception-push = Muscles can push.
lesson-cup-misconception-push-answer = Muscles only pull. When you push a door, a muscle somewhere pulls a bone.

## Lesson: A stop is lost

lesson-stop-title = A stop is lost
lesson-stop-question = The [[basal-ganglia|basal ganglia]] release the wanted movement and hold back its neighbours. What happens if this stop for the neighbours is lost?
lesson-stop-run = Only the stop in the basal ganglia is lost, from 0 to 100%. Everything else is healthy.
lesson-stop-lever = Stop lost in the basal ganglia
lesson-stop-explain-1 = The command to move is broad. It reaches the neighbours too, and [[inhibition|inhibition]] cancels it there.
lesson-stop-explain-2 = Without this stop, part of the command leaks out. [[overflow|Overflow]] goes from { $healthy } to { $lost }.
lesson-stop-explain-3 = So a lost stop makes a movement leaky, and not just stronger.
lesson-stop-leaves-out = Nobody loses one stop completely and keeps all the others. The model knows average activity, not single nerve cells. And in one test that we tuned it for, a healthy neighbour being held back as a finger starts to move, it fails: its neighbour answers more instead of less.
lesson-stop-try = Set the loss in the basal ganglia to 50%. Is half a loss half as bad?
lesson-stop-think = Where else does a machine need a stop to be precise?
lesson-stop-goal-1 = describe what a lost stop signal does to neighbouring muscles
lesson-stop-goal-2 = tell a stronger movement from a leaky one
lesson-stop-option-stronger = Stronger: the wanted muscle works harder, the others stay quiet.
lesson-stop-option-weaker = Weaker: the wanted muscle works less.
lesson-stop-option-leaky = Leaky: other muscles join in.
lesson-stop-condition-healthy = healthy
lesson-stop-condition-lost = stop lost
lesson-stop-claim-opponent = The opponent of the wanted muscle becomes active as well.
lesson-stop-claim-kept = The wanted muscle still does its work.
lesson-stop-evidence-surround = In 2004 a study found that a finger muscle is held back when its neighbour starts to move, but not in people with hand dystonia. A larger study, with 31 healthy people and 23 people with dystonia, found no difference.
lesson-stop-evidence-pallidum = In the output of the basal ganglia, cells of 22 people with dystonia fired a third less often than cells of two healthy monkeys. People and monkeys were compared, so take it with care.
lesson-stop-evidence-consequence = Weaker stop signals were also found in [[functional-dystonia|functional dystonia]]. So they may in part be a result of dystonia and not its cause. What differed between the two in one study was how fast links change.
lesson-stop-check = In the model the stop in the basal ganglia is lost. Which sentence fits?
lesson-stop-check-option-more = The arm has become stronger.
lesson-stop-check-option-wrong = The command reaches muscles it should not reach.
lesson-stop-check-option-none = No command reaches the arm any more.
lesson-stop-check-why = The command is the same. What cancelled it in the neighbours is gone.
lesson-stop-misconception-stronger = People with dystonia have muscles that are too strong.
lesson-stop-misconception-stronger-answer = The muscles are not the problem. They do what their nerves tell them.
lesson-stop-misconception-cause = We know that lost stop signals cause dystonia.
lesson-stop-misconception-cause-answer = We know that they are often weaker. Whether that is the cause or a result is not settled.

## Lesson: Many places

lesson-places-title = Same picture, different place
lesson-places-question = There are stop signals in the [[cortex|cortex]], the [[basal-ganglia|basal ganglia]], the [[cerebellum|cerebellum]] and the [[spinal-cord|spinal cord]]. Which of them, if lost, makes opponents fight in this arm?
lesson-places-run = We take away the stop in one place at a time. The noise is the same each time.
lesson-places-lever = Stop lost in that one place
lesson-places-explain-1 = All four places belong to one [[network|network]]. Each holds back activity that the movement does not need.
lesson-places-explain-2 = So in this arm the same picture comes from the cortex ({ $cortex }), the basal ganglia ({ $basal-ganglia }), the cerebellum ({ $cerebellum }) or the spinal cord ({ $spinal }).
lesson-places-explain-3 = There does not have to be one broken part: the network as a whole can fail.
lesson-places-leaves-out = In people, damage in one place often does nothing for years, and each place has other jobs too. We know of no study in which a loss in the spinal cord alone caused dystonia. In the model’s neck, the four places differ much more than in this arm.
lesson-places-try = Choose the neck and take away one stop after another. Which place matters most there?
lesson-places-think = Why is it hard to find the one cause of a traffic jam?
lesson-places-goal-1 = explain that one symptom can come from different parts of a network
lesson-places-goal-2 = name four places that hold back movements
lesson-places-option-one = Only the basal ganglia.
lesson-places-option-brain = Any place in the brain, but not the spinal cord.
lesson-places-option-any = Any of the four.
lesson-places-condition-healthy = healthy
lesson-places-condition-cortex = cortex
lesson-places-condition-basal-ganglia = basal ganglia
lesson-places-condition-cerebellum = cerebellum
lesson-places-condition-spinal = spinal cord
lesson-places-claim-cortex = A loss in the cortex makes opponents fight.
lesson-places-claim-basal-ganglia = A loss in the basal ganglia makes opponents fight.
lesson-places-claim-cerebellum = A loss in the cerebellum makes opponents fight.
lesson-places-claim-spinal = A loss in the spinal cord makes opponents fight.
lesson-places-evidence-lesions = A review gathered 359 people whose dystonia came with damage to the brain. The damage was in the basal ganglia in 46%, the [[thalamus|thalamus]] in 28% and the [[brainstem|brainstem]] in 23%. The shares overlap, because some had damage in more than one place. When the damage was in the brainstem or cerebellum, the neck was the likely part.
lesson-places-evidence-scans = Such damage is not the rule. In adults with dystonia of one body part, a usual brain [[scan|scan]] is mostly normal. When researchers compare many people with finer methods, they find small differences, but not always the same ones.
lesson-places-evidence-mice = In mice, a fault in the whole cerebellum caused dystonia of the whole body. A small fault caused dystonia of one part.
lesson-places-check = Somebody’s scan shows no damage anywhere. What does this lesson suggest?
lesson-places-check-option-repair = There is nothing wrong with the movement.
lesson-places-check-option-network = The network can still work differently.
lesson-places-check-option-luck = The scan was done wrongly.
lesson-places-check-why = A scan shows the shape of the brain. It does not show how strong each signal is.
lesson-places-misconception-one-part = One broken part explains dystonia.
lesson-places-misconception-one-part-answer = Several parts work together. Changes in different parts can look alike.
lesson-places-misconception-scan = If the scan is normal, nothing is wrong.
lesson-places-misconception-scan-answer = Usual scans show shape and not signals. Comparing many people, researchers do find small differences.

## Lesson: A switch that stays on

lesson-spread-title = A switch that stays on
lesson-spread-question = We take away more and more of all stop signals. The person tries to move, then relaxes. How long do muscles stay active?
lesson-spread-run = All four places lose a small, a medium or a large part. We watch for 5 seconds after the person relaxes.
lesson-spread-lever = The large loss
lesson-spread-explain-1 = With a small loss, more muscles join in, but all rest as soon as the person relaxes.
lesson-spread-explain-2 = Above a [[threshold|threshold]], activity keeps itself going in a circle through the network. It lasts { $large } instead of { $medium }.
lesson-spread-explain-3 = Relaxing does not end it. The muscles rest only once most of the stop is restored ({ $restored }).
lesson-spread-leaves-out = The spread in these runs goes from joint to joint within a second. In people, “spread” means that over months or years another body part is affected. The model cannot show that.
lesson-spread-try = Start from the severe loss, let the person try, then relax. Now make the loss smaller bit by bit: when do the muscles rest?
lesson-spread-think = What else switches on at one point and off at another?
lesson-spread-goal-1 = describe a threshold and a state that keeps itself going
lesson-spread-goal-2 = tell spread in a second (model) from spread over years (people)
lesson-spread-option-even = A bit longer with each step.
lesson-spread-option-jump = Hardly longer at first, then suddenly much longer.
lesson-spread-option-none = No longer: they rest at once each time.
lesson-spread-condition-small = small loss
lesson-spread-condition-medium = medium loss
lesson-spread-condition-large = large loss
lesson-spread-condition-restored = large loss, then most of the stop restored
lesson-spread-claim-more = Even below the threshold, more loss means more overflow.
lesson-spread-claim-restored = Once most of the stop is restored, the muscles rest.
lesson-spread-evidence-slow = People with hand dystonia are slower to relax a muscle.
lesson-spread-evidence-years = A study followed 487 adults for up to 4 years. Dystonia spread to another part in 50% of those with it at the eyelids, 17% at the hand and 8% at the neck. So at the neck it mostly stays where it is.
lesson-spread-evidence-age = Age matters. When dystonia begins in a young child’s leg, it often becomes [[generalised|generalised]]. When it begins in an adult, it mostly stays [[focal|focal]].
lesson-spread-evidence-locking = In this model, muscles can lock and stay active for seconds. We found no study that shows this in people.
lesson-spread-check = Which of these behaves most like the muscles in this lesson?
lesson-spread-check-option-switch = A light switch: nothing happens for a while, then it clicks, and it stays on.
lesson-spread-check-option-tap = A water tap: the more you turn it, the more flows.
lesson-spread-check-option-clock = A clock: it goes on and off at fixed times.
lesson-spread-check-why = A little more loss changes almost nothing, until it suddenly changes everything. Letting go does not switch it off.
lesson-spread-misconception-slowly = A bit more loss always makes things a bit worse.
lesson-spread-misconception-slowly-answer = Networks can jump. Below the threshold little changes, above it a lot.
lesson-spread-misconception-relax = Whoever relaxes is free of it.
lesson-spread-misconception-relax-answer = In this model a locked muscle no longer listens to the command. Relaxing cannot undo it.

## Lesson: The head that turns

lesson-neck-title = The head that turns
lesson-neck-question = The stop signals of the left side of the neck are weaker. The person gently turns the head a little. What does the rest of the neck do?
lesson-neck-run = First a healthy neck. Then the left side loses a small part of its stop signals, then about half.
lesson-neck-lever = Stop lost on the left side
lesson-neck-explain-1 = The neck has many muscles on each side. They only balance while each side is stopped in time.
lesson-neck-explain-2 = With a small loss the neck turns by { $small } more than wanted. With about half lost, it is pulled by { $lost }.
lesson-neck-explain-3 = In people this is called cervical dystonia. It can turn, tilt or bend the head, or all of it at once.
lesson-neck-leaves-out = The model has no pain, no mood and hardly any shaking. It has one neck with average muscles. The pull of real people has many directions and changes from day to day.
lesson-neck-try = Move the loss to the right side. Then take the loss from both sides: why is that a different picture?
lesson-neck-think = How would you read, cycle or eat if your head were pulled to one side?
lesson-neck-goal-1 = describe cervical dystonia in simple words
lesson-neck-goal-2 = explain why a loss on one side pulls to one side
lesson-neck-option-still = It stays still, below 5°.
lesson-neck-option-little = It twists a little, from 5° to 15°.
lesson-neck-option-far = It twists far, more than 15°.
lesson-neck-condition-healthy = healthy
lesson-neck-condition-small = small loss on the left
lesson-neck-condition-lost = half lost on the left
lesson-neck-condition-rest = half lost, nobody moves
lesson-neck-condition-other = half lost on the right
lesson-neck-claim-healthy = A healthy neck hardly twists at all.
lesson-neck-claim-rest = With the same loss, a head at rest stays nearly straight. The twist comes with moving.
lesson-neck-claim-other = A loss on the right side twists the neck as far.
lesson-neck-evidence-meaning = Experts agreed in 2013: in dystonia, muscles contract for long or on and off, and cause movements, postures, or both. They are patterned, often twisting, and may shake. Wanting to move often starts them or makes them worse. The neck is the most common place.
lesson-neck-evidence-tremor = In one study of 293 people with cervical dystonia, 58% had a shaking head ([[tremor|tremor]]).
lesson-neck-evidence-pain = Pain is common in cervical dystonia. People with dystonia of one or a few body parts also reported more low mood, worry and poor sleep than others. These belong to the condition and deserve care.
lesson-neck-check = Why is this head pulled to one side, instead of staying in the middle?
lesson-neck-check-option-side = The two sides no longer balance.
lesson-neck-check-option-middle = The neck has lost its strength.
lesson-neck-check-option-eyes = The person wants to look there.
lesson-neck-check-why = One side lost part of its stop signals. Its muscles pull when they should rest, and the other side cannot hold against them.
lesson-neck-misconception-stiff-neck = It is just a stiff neck from sleeping badly.
lesson-neck-misconception-stiff-neck-answer = A stiff neck passes in days. In dystonia the muscles get wrong signals, and it stays.
lesson-neck-misconception-looking = The person is looking away because they are not interested.
lesson-neck-misconception-looking-answer = The head is pulled. The person is listening.

## Lesson: A light touch

lesson-touch-title = A light touch
lesson-touch-question = The head is pulled to one side. A finger lightly touches the head, too lightly to push. What does the twist do?
lesson-touch-run = About half of the stop signals on the left of the neck are lost. Then a hand touches the head, or only the shoulder.
lesson-touch-lever = Strength of the touch
lesson-touch-explain-1 = The touch is an [[input|input]]. In the model it excites cells that hold back the motor cortex for that part of the body.
lesson-touch-explain-2 = So the twist goes from { $untouched } to { $touched }, although no stop signal was repaired.
lesson-touch-explain-3 = The place matters: with a touch on the shoulder, the twist is { $far }. Doctors call such a touch a [[sensory-trick|sensory trick]], or geste antagoniste.
lesson-touch-leaves-out = In the model a touch also weakens the wanted muscle, in healthy people too. Nobody has seen that in people, and it is part of why the twist shrinks. It works through one path that we put in. Some say that the touch gives the brain clearer information about where the body is; that is not in the model. Nor are tricks that push, or that are only imagined.
lesson-touch-try = Press Play and hold the touch for 20 seconds. Does it keep working? Then touch another place.
lesson-touch-think = How can something you feel change something you do?
lesson-touch-goal-1 = explain that a signal from the skin can change a movement
lesson-touch-goal-2 = give a reason why a helpful touch is no proof of pretending
lesson-touch-option-back = The twist shrinks: the head comes back.
lesson-touch-option-same = Nothing changes: the stop is still lost.
lesson-touch-option-worse = The twist grows: one more signal makes more trouble.
lesson-touch-condition-untouched = no touch
lesson-touch-condition-touched = touch on the head
lesson-touch-condition-far = touch on the shoulder
lesson-touch-condition-severe = severe loss, no touch
lesson-touch-condition-severe-touched = severe loss, touched
lesson-touch-condition-healthy = healthy, no touch
lesson-touch-condition-healthy-touched = healthy, touched
lesson-touch-claim-far = A touch on the shoulder helps less than one on the head.
lesson-touch-claim-severe = With a severe loss, the touch hardly helps. In people it is contested whether that is so.
lesson-touch-claim-weaker = The touch weakens the wanted muscle of a healthy neck too. We did not want this.
lesson-touch-evidence-tricks = Of 154 people with neck dystonia, 138 used a trick. It helped 60 of them in part and 55 clearly. Most used a light touch on the lower face or the neck.
lesson-touch-evidence-kinds = Tricks are many: a touch, a push, a way to lean, even an imagined touch. Why they work is not known. Of 100 people asked, 75 had at least one.
lesson-touch-evidence-before = In 13 of 25 people, muscles grew calmer while the hand was still on its way. In the other 12 only the touch itself helped. So there is more to it than the skin.
lesson-touch-evidence-milder = One study of 32 people found that a complete trick goes with milder dystonia. Another, of 154 people, found no such link.
lesson-touch-evidence-path = The path of the touch in this model is our assumption.
lesson-touch-check = The touch was far too light to move the head. What moved it then?
lesson-touch-check-option-push = The hand did push a little.
lesson-touch-check-option-signal = The signal from the skin changed what the muscles do.
lesson-touch-check-option-belief = The person believed in it strongly enough.
lesson-touch-check-why = In the model there is no push and no belief, and still the head comes back. That shows that a signal can be enough; what happens in people is not settled.
lesson-touch-misconception-placebo = If a touch helps, it was all imagined.
lesson-touch-misconception-placebo-answer = Touch sends real signals. A trick that helps is a sign that doctors look for.
lesson-touch-misconception-strong-hand = The hand holds the head in place.
lesson-touch-misconception-strong-hand-answer = For many people a fingertip is enough. Others do need to push.

## Lesson: The hand that cramps

lesson-hand-title = The hand that cramps
lesson-hand-question = Stop signals are weaker around the index finger only. Which fingers cramp when they bend: the index finger, or the little finger too?
lesson-hand-run = First a healthy index finger bends. Then the same with the loss. Then the little finger of that hand bends.
lesson-hand-lever = Stop lost around the index finger
lesson-hand-explain-1 = In the index finger, opponents fight: [[co-contraction|co-contraction]] goes from { $healthy } to { $index }.
lesson-hand-explain-2 = The little finger of the same hand stays at { $little }. The loss sits in one place, and so does the cramp.
lesson-hand-explain-3 = In people there is more to it. [[writers-cramp|Writer’s cramp]] often comes with one task only: the pen cramps, but the same fingers can button a shirt.
lesson-hand-leaves-out = The model knows places and no tasks. It cramps at every use of that finger, with the pen and without. Why a cramp can belong to a task is one of the big open questions.
lesson-hand-try = Choose the task “Write”, then a single finger. Can you find a setting that cramps with the pen only?
lesson-hand-think = Hold a pen in your fist and write your name. What do your other muscles do?
lesson-hand-goal-1 = explain what “task-specific” means, with an example
lesson-hand-goal-2 = name something that the model cannot explain
lesson-hand-option-finger = Only the index finger.
lesson-hand-option-all = The little finger as well.
lesson-hand-option-none = Neither: a small loss does nothing.
lesson-hand-condition-healthy = healthy index finger
lesson-hand-condition-index = index finger, loss around it
lesson-hand-condition-little = little finger, same hand
lesson-hand-condition-pen = writing, same loss
lesson-hand-condition-pen-healthy = writing, healthy
lesson-hand-claim-pen = With a pen, the index finger cramps too: the model cannot tell tasks apart.
lesson-hand-claim-kept = The index finger still bends: the wanted muscle works as hard as in health.
lesson-hand-evidence-task = Writers, musicians, typists and athletes can have a dystonia that comes with one skilled task, at least at first. Later it may come with other tasks too. Until the 1980s it was taken for a problem of the mind.
lesson-hand-evidence-cramp = Of 19 people with a hand cramp, 10 used many opponents at once when the cramp came.
lesson-hand-evidence-training = Ten people with hand dystonia practised feeling with the fingertips for eight weeks, by learning to read braille. On average their dystonia became milder. The study was small.
lesson-hand-evidence-model = That the loss sits around one finger is our assumption.
lesson-hand-check = Somebody’s hand cramps when writing, but not when eating. What is that called?
lesson-hand-check-option-place = A loss in one place
lesson-hand-check-option-task = Task-specific dystonia
lesson-hand-check-option-weak = A weak hand
lesson-hand-check-why = The same muscles work in both. The difference is the task, and that is what the model cannot show.
lesson-hand-misconception-clumsy = The person holds the pen wrongly.
lesson-hand-misconception-clumsy-answer = The grip is the result of the cramp. Scolding does not help.
lesson-hand-misconception-practice = More practice will cure it.
lesson-hand-misconception-practice-answer = It can come to people who practise a lot and well. Special retraining with a therapist is something else.

## Lesson: Bad days

lesson-days-title = Bad days
lesson-days-question = The same person has lost the same stop signals, but today they are very tense. What happens to the [[overflow|overflow]]?
lesson-days-run = A third of all stop signals is lost. Then [[stress|stress]] rises from none to full.
lesson-days-lever = Stress
lesson-days-explain-1 = In the model, stress makes the motor cortex and the cells that drive the muscles respond more strongly. That matters most where the stop is weak.
lesson-days-explain-2 = So with the same loss, overflow is { $calm } on a calm day and { $tense } on a tense one.
lesson-days-explain-3 = Nobody chooses such a day, and nobody is to blame for it.
lesson-days-leaves-out = Stress here is one number. Worry, pain, sleep and hormones are not in the model. Nor does stress blur what the senses report. In people it is not settled whether stress changes the movements at all.
lesson-days-try = Press Play on the calm day, then set stress to 100%. Set it back to zero and double the effort. Then set the effort to 100%: is that worse still?
lesson-days-think = Why is “just relax” poor advice?
lesson-days-goal-1 = explain why the same loss can look different from day to day
lesson-days-goal-2 = say why nobody is to blame
lesson-days-option-more = It grows.
lesson-days-option-same = It stays the same.
lesson-days-option-less = It shrinks.
lesson-days-condition-calm = calm
lesson-days-condition-tense = very tense
lesson-days-condition-harder = calm, trying twice as hard
lesson-days-condition-healthy-tense = healthy and very tense
lesson-days-condition-full = calm, trying as hard as possible
lesson-days-claim-effort = Trying twice as hard also makes it grow.
lesson-days-claim-healthy = A healthy arm keeps its other muscles quiet, even when tense.
lesson-days-claim-full = Only up to a point: at full effort there is less overflow again.
lesson-days-evidence-laboratory = Twenty musicians with dystonia and 16 without took a stress test. Opponents pulled together more, but their movements did not get worse. So the model shows a larger effect than this test.
lesson-days-evidence-onset = Of 100 people with neck dystonia, 13 had been under very great stress some months before it began. That does not show that the stress was the cause, and 87 had not.
lesson-days-evidence-mood = People with dystonia of one or a few body parts report worry and low mood more often than others. That needs care for itself; it does not make the dystonia imagined.
lesson-days-check = Stress made the overflow grow. What does that tell about the cause of dystonia?
lesson-days-check-option-blame = The person worries too much.
lesson-days-check-option-louder = Stress makes a weak stop show more. It need not be the cause.
lesson-days-check-option-cure = Without stress there would be no dystonia.
lesson-days-check-why = On the calm day there is overflow too. Stress is like a louder radio: it did not write the song.
lesson-days-misconception-just-relax = You only have to relax.
lesson-days-misconception-just-relax-answer = Calm does not bring the stop back. In the model the calm arm leaks too.
lesson-days-misconception-caused = Stress causes dystonia.
lesson-days-misconception-caused-answer = Some people had great stress before; most did not. A cause has not been shown.

## Lesson: Small causes together

lesson-practice-title = Small causes together
lesson-practice-question = Losing some stop signals lets a little activity leak out. Links that grow with use add a little. What do the two do together?
lesson-practice-run = The person taps for ten seconds. Some stop signals are lost, or links grow with use ([[plasticity|plasticity]]), or both.
lesson-practice-lever = How fast links grow with use
lesson-practice-explain-1 = With plasticity, cells that are active together form a stronger link. That is how we all learn.
lesson-practice-explain-2 = Where stop signals are lost, the wrong neighbours are active together too, so the wrong links grow: overflow is { $both } together, but only { $loss } and { $practice } alone.
lesson-practice-explain-3 = Two small causes can do more together than their sum. So one person gets dystonia and another does not.
lesson-practice-leaves-out = Real learning takes weeks, needs sleep and can be unlearned. Here it takes seconds. Most people who practise hard never get dystonia, and nobody brings it on by doing something wrong.
lesson-practice-try = Turn plasticity on, wait ten seconds, then turn it off. Is the overflow gone at once?
lesson-practice-think = What have you learned in many small steps?
lesson-practice-goal-1 = explain how two small causes can add up to more than their sum
lesson-practice-goal-2 = explain why not everybody with a changed gene becomes ill
lesson-practice-option-more = More than both added together.
lesson-practice-option-sum = Exactly as much as both added together.
lesson-practice-option-less = Less than both added together.
lesson-practice-condition-healthy = neither
lesson-practice-condition-loss = loss alone
lesson-practice-condition-practice = practice alone
lesson-practice-condition-both = both together
lesson-practice-claim-practice = With the loss, practice makes the overflow grow.
lesson-practice-evidence-plastic = In 10 people with writer’s cramp, a test of plasticity changed the motor cortex more, and over a wider area, than in 10 others. A later review says that such tests vary so much that this is not clear.
lesson-practice-evidence-genes = Some dystonia runs in families. One changed [[gene|gene]], TOR1A, can cause dystonia that begins in childhood. Not everybody who inherits it gets dystonia: doctors call this reduced penetrance. Why some do and some do not is not known.
lesson-practice-evidence-latency = In 190 people with dystonia of one side of the body, years passed between the damage and the dystonia: about 3 to 4 on average.
lesson-practice-check = A girl and her father have the same changed gene. Only the girl has dystonia. What fits this lesson?
lesson-practice-check-option-fault = She must have practised wrongly.
lesson-practice-check-option-together = The gene is one cause among several that work together.
lesson-practice-check-option-gene = The father’s test must be wrong.
lesson-practice-check-why = One small cause may show nothing. Which other causes matter is mostly unknown, and none of them is a fault of the person.
lesson-practice-misconception-own-fault = Musicians with dystonia practised themselves ill.
lesson-practice-misconception-own-fault-answer = Most musicians practise as hard and never get it. Nobody does it to themselves.
lesson-practice-misconception-gene = Whoever has the gene gets dystonia.
lesson-practice-misconception-gene-answer = Many people with the changed gene never do.

## Lesson: Nothing to see?

lesson-unseen-title = Nothing to see?
lesson-unseen-question = A third of all stop signals is lost. When does it show: when the arm rests, or when it tries to move?
lesson-unseen-run = A healthy arm rests. An arm with a third of all stop signals lost rests. Then it tries to move.
lesson-unseen-lever = Effort: how hard the person tries
lesson-unseen-explain-1 = At rest there is no command, so there is nothing to stop. Overflow is { $rest }, hardly different from a healthy arm.
lesson-unseen-explain-2 = When the person tries, it is { $trying }. Whoever looks at the wrong moment sees nothing.
lesson-unseen-explain-3 = That is one reason why people were told that it was “all in the mind”. A normal [[scan|scan]] and a helpful touch were two more. It is not.
lesson-unseen-leaves-out = The model has no scan and no doctor. In people, dystonia can also be there at rest. And a scan that looks normal does not mean that the brain is the same in every detail.
lesson-unseen-try = Let the arm rest, then try, with 35% and with 80% lost. At which loss does it show at rest, too?
lesson-unseen-think = What would you want a doctor to ask you, if it had gone away just before you came in?
lesson-unseen-goal-1 = explain why dystonia may not show at rest or on a scan
lesson-unseen-goal-2 = say what dystonia is not, and whom to ask
lesson-unseen-option-rest = Already at rest.
lesson-unseen-option-trying = Only when it tries.
lesson-unseen-option-never = Not at all: a third is too little.
lesson-unseen-condition-healthy-rest = healthy, at rest
lesson-unseen-condition-rest = a third lost, at rest
lesson-unseen-condition-trying = a third lost, trying
lesson-unseen-claim-rest = At rest, an arm with this loss hardly differs from a healthy one.
lesson-unseen-evidence-history = In 1894 a doctor in Paris saw that a small touch could undo a violent twist. He took that for proof that the mind was the cause. For decades people were treated for the wrong thing.
lesson-unseen-evidence-scans = In adults with dystonia of one body part, a usual brain scan is mostly normal. It is done to look for other illnesses. Finer comparisons of many people show small differences, but not always the same ones.
lesson-unseen-evidence-functional = There is also functional dystonia. It is just as real and not put on, but it comes about in another way and needs other help. Some measurements look the same in both, so doctors go by how the movement behaves. A scan alone cannot tell.
lesson-unseen-evidence-delay = In one clinic, 49 people with cervical dystonia waited 6.8 years on average until somebody told them what they had. They had seen three doctors on average. One person waited 53 years.
lesson-unseen-check = A friend’s hand cramps in class, but at the doctor’s it was fine and the scan was normal. What follows?
lesson-unseen-check-option-real = It may well be real. A video of the cramp would help the doctor.
lesson-unseen-check-option-nothing = There is nothing, because the scan is normal.
lesson-unseen-check-option-lying = Your friend made it up.
lesson-unseen-check-why = Dystonia can hide at rest, and scans show shape and not signals. What helps is to be believed, and to see a neurologist who knows it.
lesson-unseen-misconception-mind = It is all in the mind.
lesson-unseen-misconception-mind-answer = It is in the control of movement. Nobody does it on purpose.
lesson-unseen-misconception-pretend = If it comes and goes, it is pretended.
lesson-unseen-misconception-pretend-answer = It comes with moving and goes with rest or a touch. That pattern is typical of dystonia.

## Lesson: What helps

lesson-rescue-title = What helps on a bad day
lesson-rescue-question = It is a bad day: a third of all stop signals is lost, and the person is very tense. [[overflow|Activity leaks]] to other joints. Which help brings the arm below the line?
lesson-rescue-run = Nobody chooses such a day. Now help: pick one or two helpers, run the model, and bring the arm below the line. There is more than one way.
lesson-rescue-explain-1 = Each helper works in a different place, and none of them brings a lost stop back.
lesson-rescue-explain-2 = In the model, a light touch alone gives { $touch } and [[stimulation|stimulation]] alone { $stimulation }. Both together give { $pair }.
lesson-rescue-explain-3 = A calm day would not be enough: without any help the arm still leaks { $calm }. Being tense is what the day is like, and nobody’s fault.
lesson-rescue-leaves-out = Real treatments take days to months, have side effects, and do not help everyone. What is best differs from person to person, and only the person and a doctor can weigh it up. Toxin is given to one muscle here. It blocks that muscle and not the order of its nerve, so the bars show how hard muscles pull.
lesson-rescue-try = Less activity is not always better: how much of the wanted movement is left? Then find another pair that works.
lesson-rescue-think = Two helpers work equally well. What else would you ask before you choose?
lesson-rescue-goal-1 = name four kinds of help and where each works
lesson-rescue-goal-2 = explain why no treatment is best for everyone
lesson-rescue-option-touch = A light touch.
lesson-rescue-option-stimulation = Stimulation.
lesson-rescue-option-pair = Only both together.
lesson-rescue-condition-start = no helper
lesson-rescue-condition-touch = a touch
lesson-rescue-condition-stimulation = stimulation
lesson-rescue-condition-pair = stimulation and a touch
lesson-rescue-condition-calm = a calm day, no helper
lesson-rescue-condition-other = stimulation and a lighter task
lesson-rescue-condition-injected = toxin in the wrist flexor
lesson-rescue-condition-yours = your helpers
lesson-rescue-claim-start = Without a helper, the arm is above the line.
lesson-rescue-claim-calm = On a calm day it is above the line too.
lesson-rescue-claim-toxin = [[botulinum-toxin|Botulinum toxin]] in the muscle that leaks most lowers the overflow.
lesson-rescue-claim-other = There is another way: stimulation and a lighter task.
lesson-rescue-evidence-toxin = Botulinum toxin is the first treatment that doctors think of for dystonia of the neck. Nine trials with 1144 people compared it with a placebo. In a study of 13 people, the activity of the injected muscle was 27% lower after four weeks, and most of them improved.
lesson-rescue-evidence-stimulation = In 22 people with dystonia of the whole body, stimulation lowered the symptom score by 55% within a year, compared with before. With nobody knowing whether it was on, it was 29% lower on than off after three months. The second number is the fairer test.
lesson-rescue-evidence-sham = In 62 people with neck dystonia, real stimulation lowered the score by 26%. Pretend stimulation, switched off, lowered it by 6%.
lesson-rescue-evidence-slower = Of 11 people with stimulation, 10 told that movements had become slower that had been normal before. They were asked; it was not measured.
lesson-rescue-evidence-drug = In a blind trial (nobody knew who got the real drug), a high dose of an [[anticholinergic|anticholinergic drug]] clearly helped 22 of 31 people. 42% still had a clear benefit after 2.4 years.
lesson-rescue-evidence-dopa = One rare kind, [[dopa-responsive|dopa-responsive dystonia]], begins mostly in childhood, is often worse in the evening, and gets very much better with small doses of levodopa. That is why doctors look for it.
lesson-rescue-helper-touch = A light touch
lesson-rescue-helper-stimulation = Stimulation
lesson-rescue-helper-drug = Anticholinergic drug
lesson-rescue-helper-toxin = Botulinum toxin in the wrist flexor
lesson-rescue-helper-lighter = A lighter task
lesson-rescue-check = Two people have the same dystonia. One is helped by toxin, the other is not. What is the best next step?
lesson-rescue-check-option-best = Give both what the model likes best.
lesson-rescue-check-option-person = Each of them talks with a doctor about what matters to them.
lesson-rescue-check-option-strongest = Take the strongest treatment at once.
lesson-rescue-check-why = Effects, side effects and wishes differ. A model cannot weigh them up for anybody.
lesson-rescue-misconception-calm = If they only stayed calm, they would be healthy.
lesson-rescue-misconception-calm-answer = The calm arm leaks too. Calm may feel good, but it is not a cure and not a duty.
lesson-rescue-misconception-cure-all = There is one cure for dystonia.
lesson-rescue-misconception-cure-all-answer = There are several kinds of help. For most kinds of dystonia there is no cure yet.

## Lesson: Strong, and still twisting

lesson-strength-title = Strong, and still twisting
lesson-strength-question = Someone with dystonia pulls as hard as they can. How hard does the wanted muscle work, compared with a healthy one?
lesson-strength-run = Full effort, first in a healthy arm. Then a third of all stop signals is lost.
lesson-strength-lever = Stop lost everywhere
lesson-strength-explain-1 = In the model the wanted muscle gets its full command either way: { $healthy } in health and { $lost } with the loss.
lesson-strength-explain-2 = But with the loss the [[opponent|opponent]] pulls as well, so less force is left at the joint.
lesson-strength-explain-3 = So the model says: not weak, not lazy, but badly steered. What studies say is less clear; read on.
lesson-strength-leaves-out = Known: which parts there are, roughly how fast signals travel, that symptoms change with touch. Assumed: most strengths of links, and how stress works. Unknown: why dystonia begins, and why in one part of the body. “The hardware is fine, the software misfires” is too simple: small differences in the brain have been found.
lesson-strength-try = Break the model: find a setting where it does something that no person would do. Then read on the evidence page what it gets wrong.
lesson-strength-think = What would you measure in people to show that this model is wrong?
lesson-strength-goal-1 = tell strength from control
lesson-strength-goal-2 = name something that is known, assumed and unknown
lesson-strength-option-weaker = Clearly less hard.
lesson-strength-option-same = About as hard.
lesson-strength-option-stronger = Clearly harder: it is cramped.
lesson-strength-condition-healthy = healthy, full effort
lesson-strength-condition-lost = a third lost, full effort
lesson-strength-claim-opponent = The opponent pulls much more than in a healthy arm.
lesson-strength-evidence-neck = The necks of 23 people with neck dystonia were 25 to 44% weaker, and weakness went with pain. All had been treated with botulinum toxin, which itself weakens muscles.
lesson-strength-evidence-hand = In 18 people with hand dystonia, wrist and elbow were 14 to 29% weaker. Their wanted muscles were less active, and opponents did not pull more. That goes against this model.
lesson-strength-evidence-rates = In people with dystonia, cells in the output of the basal ganglia fire less often even at rest than in two healthy monkeys. In this model they do so too, but much less.
lesson-strength-check = A strength test is normal, and the arm still twists. What explains both?
lesson-strength-check-option-train = The person should train more.
lesson-strength-check-option-control = The problem is which muscles are called, not how strong they are.
lesson-strength-check-option-broken = The test must be broken.
lesson-strength-check-why = Strength asks how hard a muscle can pull. Control asks which muscles pull, and when.
lesson-strength-misconception-weak = People with dystonia are weak or do not try.
lesson-strength-misconception-weak-answer = Their commands are sent. In the model, trying harder can even make it worse.
lesson-strength-misconception-model-true = The model shows it, so it is true.
lesson-strength-misconception-model-true-answer = A model shows what can follow from a few rules. Only studies of people show what is true of people.

lesson-measurement-title = Why one measurement is not enough
lesson-measurement-question = One arm has lost stop signals in the [[cortex|cortex]], another one in the [[spinal-cord|spinal cord]]. You measure only how much [[opponent|opponents]] fight. What do you find?
lesson-measurement-run = Both arms lift the same thing, with the same noise. One has lost most of the stop in the cortex, the other one more than half of it in the spinal cord.
lesson-measurement-lever = Stop lost in the spinal cord
lesson-measurement-explain-1 = Opponents fight about equally: { $cortex } with the loss in the cortex, { $spinal } with the loss in the spinal cord. In health it is { $healthy }.
lesson-measurement-explain-2 = So this one measurement shows that something is different. It cannot tell where. Two others can: how long the muscles go on after the person relaxes, and how hard the most active muscle works that the movement does not need.
lesson-measurement-explain-3 = Each new test rules something out. What is left may still be more than one place. Then the honest answer is: cannot tell.
lesson-measurement-leaves-out = We chose the two amounts so that one measurement agrees. Nobody knows such amounts in people, and a person may have a loss in more than one place. This is about the model. It is not a diagnosis.
lesson-measurement-try = Move the loss in the spinal cord until opponents fight much less than with the loss in the cortex. Could it still be the cortex, with a smaller loss?
lesson-measurement-think = When did two different causes look the same to you? What told them apart?
lesson-measurement-goal-1 = explain why two causes can give one result
lesson-measurement-goal-2 = choose a second test that tells two causes apart
lesson-measurement-option-cortex = Clearly more fight with the loss in the cortex.
lesson-measurement-option-spinal = Clearly more fight with the loss in the spinal cord.
lesson-measurement-option-alike = About the same fight in both.
lesson-measurement-condition-healthy = healthy
lesson-measurement-condition-cortex = loss in the cortex
lesson-measurement-condition-spinal = loss in the spinal cord
lesson-measurement-claim-fight = Opponents fight more than in health.
lesson-measurement-claim-rest = With the loss in the spinal cord, muscles need longer to rest than with the loss in the cortex.
lesson-measurement-claim-overflow = With the loss in the cortex, the strongest overflow is larger than with the loss in the spinal cord.
lesson-measurement-evidence-shared = Weaker stop signals were found both in dystonia and in [[functional-dystonia|functional dystonia]]. That measurement does not tell the two apart. In one study another one did: how fast links change.
lesson-measurement-evidence-marks = Which second measurement tells two places apart is a result of this model. In people it may be another one, or none.
lesson-measurement-check = Two causes give the same result in one test. What helps?
lesson-measurement-check-option-repeat = The same test, many more times.
lesson-measurement-check-option-other = A test in which the two causes differ.
lesson-measurement-check-option-common = To take the cause that comes first to mind.
lesson-measurement-check-why = Repeating a test makes its number more certain. It does not make two equal numbers different.
lesson-measurement-misconception-one-number = One number shows where the problem is.
lesson-measurement-misconception-one-number-answer = Different problems can give the same number.
lesson-measurement-misconception-repeat = If a test is repeated often enough, it tells everything.
lesson-measurement-misconception-repeat-answer = It then tells one thing very exactly. For the rest you need another test.
