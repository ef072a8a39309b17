### The story: one sentence, one picture and one act a screen.
###
### For each screen: -heading (at most 12 words), -text (at most two short sentences), -act (the
### button or the slider), -after (shown only once the body has done it), -sure (begins with one of
### the four levels below), -source-text, and -source-key (a key of the references; the same in
### every language).

## How sure: the four levels

story-level-well-measured = Well measured
story-level-some-studies = Some studies
story-level-contested = Contested
story-level-this-model-only = This model only

## Every screen

story-title = Why won’t they stop twisting?
story-start = Start the story
story-next = Next
story-back = Back
story-skip = Skip to the end
story-restart = Start again
story-replay = Show it once more
story-reset = Put it back
story-progress = Screen { $number } of { $total }
story-progress-list = The screens of this story
story-sure-label = How sure?
story-source-label = Where this comes from
story-source-more = Read more about this source
story-source-hide = Hide the source
story-model-notice = This is a computer model. It is not a person, and it gives no medical advice.
story-twin-label = Dashed line: the same body with every stop in place
story-not-yet = Not yet. Give it a moment.
story-did-not-happen = This time the body did not do it. Chance plays a part; show it once more.
story-paused = Paused
story-play = Play
story-pause = Pause
story-history-label = The last { $seconds } seconds
story-gauge-label = Muscles fighting each other
story-strength-label = Strength test
story-strength-value = { $percent }% of full strength
story-strength-normal = normal
story-lesson-link = A lesson about this
story-explore-link = Try this in Explore

## Opening

story-opening-heading = “They say my muscles are strong. So why won’t they stop twisting?”
story-opening-text = This neck twists, and nobody asked it to. The strength test beside it reads normal.
story-opening-act = Show me why
story-opening-after = Let’s begin with how a movement is made.
story-opening-sure = Contested: in this model full strength is kept. In two studies, people with dystonia were weaker than others. In one of them everybody had been given botulinum toxin, which weakens muscles.
story-opening-source-text = Häkkinen and colleagues (2004) measured 23 people with neck dystonia. Their necks were 25 to 44% weaker. All of them had been given botulinum toxin, and weakness went with pain.
story-opening-source-key = hakkinen2004

## Go and stop

story-gostop-heading = Every movement is a “go” and a “stop”.
story-gostop-text = To bend the elbow, one muscle gets “go”. The muscle that would hold it back gets “stop”.
story-gostop-act = Bend the elbow
story-gostop-after = The elbow bends. The muscle on the other side stays quiet.
story-gostop-sure = Well measured: when one forearm muscle is called, a small nerve cell in the spinal cord quiets its opponent.
story-gostop-source-text = Day, Marsden, Obeso and Rothwell (1984) measured this in the forearms of ten healthy people.
story-gostop-source-key = day1984

## The stop gets lost

story-stoplost-heading = In dystonia, part of the stop gets lost.
story-stoplost-text = Move the slider. Watch the muscle on the other side of the arm.
story-stoplost-act = How much of the stop arrives
story-stoplost-value = { $percent }% of the stop arrives
story-stoplost-after = The opponent has woken up. Now two muscles pull against each other.
story-stoplost-sure = Some studies: the stop between forearm muscles was weaker in people with writer’s cramp. It is weaker in some other conditions too, so it may be a result and not the cause.
story-stoplost-source-text = A study from 1995 compared 13 people with writer’s cramp and 14 healthy people. The stop was weaker in both arms, also in the arm without cramp.
story-stoplost-source-key = chen1995

## Spread

story-spread-heading = Muscles stay on. Neighbours join in. The body twists and locks.
story-spread-text = This neck is asked for one small, gentle turn. Press the button, and watch.
story-spread-act = Turn the head a little
story-spread-after = One muscle pair was asked. Others joined in, and the head is pulled far beyond what was asked.
story-spread-sure = Some studies: more muscles than needed join in when people with hand dystonia move. How far a body twists in this model is this model only.
story-spread-source-text = Sitburana and colleagues (2009) watched videos of 30 people with hand dystonia. Extra movement in the same arm was seen in 28%, and in 4% of healthy people.
story-spread-source-key = sitburana2009

## Just relax

story-relax-heading = “Just relax”, people say. Try it.
story-relax-text = Press the button, and the person in the model stops trying to move. Watch the neck.
story-relax-act = Just relax
story-relax-after = Nobody is trying any more, and the neck has not let go. In this state, letting go is not something that the person can do.
story-relax-sure = This model only: a posture that stays after letting go has not been measured, as far as we found. Rest can feel good, and nobody is to blame when it is not enough.
story-relax-source-text = Vitek and colleagues (1999) measured three people with dystonia of the whole body. Opposite muscles pulled together even at rest.
story-relax-source-key = vitek1999

## Stress

story-stress-heading = On a stressful day, the pull grows.
story-stress-text = In this model, stress makes the cells that drive the muscles answer more strongly. The lost stop then lets more through.
story-stress-act = Add stress
story-stress-after = The pull has grown. Only the stress has changed.
story-stress-sure = Contested: doctors have long described it. In a test with 20 musicians, stress made the muscles stiffer, yet their movements did not get worse.
story-stress-source-text = A study from 2016 put 20 musicians with dystonia and 16 healthy musicians under stress. Opposite muscles pulled together more; movement stayed as it was.
story-stress-source-key = neuropsychologia2016

## Effort

story-effort-heading = Trying harder makes it worse. Nobody here is weak or lazy.
story-effort-text = More effort sends more “go”. Without enough “stop”, it reaches the wrong muscles too.
story-effort-act = Try harder
story-effort-after = More effort, more twist. This neck is neither weak nor lazy.
story-effort-sure = Some studies: experts agree that wanting to move often starts dystonia or makes it worse. How much each bit of effort adds has not been measured, as far as we found. In this model it grows only up to a middling effort.
story-effort-source-text = Albanese and colleagues (2013): an international panel of experts agreed on what dystonia is.
story-effort-source-key = albanese2013

## Touch

story-touch-heading = A light touch can bring the head back, for a while.
story-touch-text = Many people discover such a touch by themselves, often on the lower face. Doctors call it a sensory trick, or geste antagoniste.
story-touch-act = Touch the face
story-touch-act-end = Take the hand away
story-touch-after = The head comes back. Keep watching.
story-touch-fading = The touch is still there, but its help is fading.
story-touch-ended = The touch is over, and the twist is back.
story-touch-sure = Well measured: most people with neck dystonia know such a touch. How fast it helps and how long has not been measured, as far as we found. Why it helps is not known; the way it works here is our guess.
story-touch-source-text = Patel and colleagues (2014): 138 of 154 people with neck dystonia used such a trick. For 60 it helped in part, for 55 clearly.
story-touch-source-key = patel2014

## Network

story-network-heading = It is not one broken part. It is a network.
story-network-text = Take the stop away in one of four places. Does it matter which one?
story-network-act = Take the stop away here
story-network-place-cortex = The brain’s outer layer (cortex)
story-network-place-basal-ganglia = Deep in the brain (basal ganglia)
story-network-place-cerebellum = At the back of the brain (cerebellum)
story-network-place-spinal = In the spinal cord
story-network-after = { $tried ->
    [one] One place taken away, and muscles fight each other more than in health. Try another one.
   *[other] { $tried } places tried, each by itself, and muscles fight each other more than in health every time.
  }
story-network-sure = Some studies: dystonia can follow damage in several parts of the brain. Such damage is not the rule; most adults with dystonia of one body part have normal scans.
story-network-source-text = Corp and colleagues (2022) gathered 359 people whose dystonia came with brain damage. It sat in the basal ganglia in 46%, the thalamus in 28%, the brainstem in 23%; some had more than one place.
story-network-source-key = corp2022

## Believed

story-believed-heading = “It is all in your mind.” For decades, people were told so.
story-believed-text = Scans usually look normal, and a touch that helps looks like a trick. So people were not believed.
story-believed-act = What has been found?
story-believed-after = Weaker stop signals and unusual rhythms deep in the brain have been measured. Nobody chooses those.
story-believed-sure = Some studies: the history is well told, and so are long waits for the right name. There is also functional dystonia. It is just as real, comes about in another way and shares some findings, so tests alone cannot tell them apart.
story-believed-source-text = Broussolle and colleagues (2015) tell how, in 1894, a touch that helped was taken as proof that the mind was the cause. That mistake lasted for decades.
story-believed-source-key = broussolle2015

## You

story-you-heading = Does touch help you?
story-you-text = If you have dystonia, you can keep a private diary here. It stays on this device.
story-you-act = Open my diary
story-you-after = Your note is saved on this device, and nowhere else.
story-you-sure = Well measured: most people with neck dystonia know a touch that helps. If none helps you, that says nothing bad about you.
story-you-source-text = Patel and colleagues (2014): 138 of 154 people with neck dystonia used such a trick.
story-you-source-key = patel2014

## Known

story-known-heading = What is known, and what is not?
story-known-text = Known: stop signals are often weaker, and a touch often helps. Not known: why it begins, and which change comes first.
story-known-act = Show the two lists
story-known-after = Both lists are honest, and both will change.
story-known-known-heading = Known
story-known-known-1 = The muscles pull without being asked. It is not done on purpose.
story-known-known-2 = Stop signals were weaker in several studies, in the arm, the hand and the brain.
story-known-known-3 = Most people with neck dystonia know a touch that helps.
story-known-known-4 = Treatments exist, and they help many people. A doctor who knows movement disorders is the one to ask.
story-known-unknown-heading = Not known
story-known-unknown-1 = Why it begins in one person and not in another.
story-known-unknown-2 = Whether a weaker stop is the cause, or a result.
story-known-unknown-3 = What a touch does in the brain.
story-known-unknown-4 = Whether stress changes the movements, or only how stiff the muscles are.
story-known-sure = Contested: one study found weaker stop signals in functional dystonia too. Its authors say that they may in part be a result of dystonia and not its cause.
story-known-source-text = Espay and colleagues (2006) compared 10 people with functional dystonia, 8 with other dystonia and 12 healthy people.
story-known-source-key = espay2006

## Sandbox

story-sandbox-heading = Now it is yours. Go on and try.
story-sandbox-text = Change anything you like and watch what the body does. You can always put it back.
story-sandbox-act = Open Explore
story-sandbox-after = Everything is open now: the body, the network and every lever.
story-sandbox-lessons = Go to the lessons
story-sandbox-share = Share this story
story-sandbox-sure = This model only: it helps with thinking. It cannot tell what anybody has, and nobody should change a treatment because of it.
story-sandbox-source-text = Quartarone and Hallett (2013) review the ideas that this model is built on.
story-sandbox-source-key = quartarone2013

## The diary

diary-title = My touch diary
diary-privacy = This diary stays on this device. It is not sent anywhere, and nobody else can read it unless they use this device.
diary-privacy-clear = If you clear your browser’s data, the diary is gone. Print it if you want to keep it.
diary-not-advice = Notes like these can help when you talk with your doctor. They are not a test.
diary-add = Add a note
diary-date = Date
diary-where = Where I touched
diary-where-hint = For example: the chin, the cheek, the back of the head
diary-where-chin = Chin
diary-where-cheek = Cheek
diary-where-forehead = Forehead
diary-where-back-of-head = Back of the head
diary-where-neck = Neck
diary-where-shoulder = Shoulder
diary-where-hand = Hand or arm
diary-where-imagined = Nowhere: I only imagined it
diary-where-other = Somewhere else
diary-helped = Did it help?
diary-helped-not-at-all = Not at all
diary-helped-a-little = A little
diary-helped-a-lot = A lot
diary-how-long = For how long?
diary-how-long-moment = A moment
diary-how-long-while-touching = Only while I touched
diary-how-long-minutes = Some minutes
diary-how-long-longer = Longer
diary-note = Note
diary-note-hint = Anything you want to remember. You can leave this empty.
diary-save = Save
diary-cancel = Cancel
diary-edit = Change this note
diary-delete = Delete this note
diary-empty = No notes yet.
diary-count = { $count ->
    [0] No notes
    [one] { $count } note
   *[other] { $count } notes
  }
diary-saved = Saved on this device.
diary-full = The diary holds at most { $most } notes. Delete one to add another.
diary-deleted = The note is deleted.
diary-print = Print
diary-print-heading = My touch diary: what I noticed
diary-print-made = Written by me, kept on my own device. Printed on { $date }.
diary-erase = Erase everything
diary-erase-ask = { $count ->
    [one] Erase your note? This cannot be undone.
   *[other] Erase all { $count } notes? This cannot be undone.
  }
diary-erase-yes = Yes, erase everything
diary-erase-no = No, keep them
diary-erased = Everything is erased from this device.
diary-stays = Stays on this device
diary-unavailable = This browser does not let the page keep notes. You can still write and print them now.
diary-missing-where = Please say where you touched.
diary-missing-helped = Please say whether it helped.
diary-close = Close the diary
