## The drawn person. The first group names pictures and labels; the rest describes a picture in words.

person-neck = A person's head, neck and shoulders, from the front
person-arm = A person's right arm, from the side
person-hand = A person's right hand with a pen, on paper
person-twin = healthy twin
person-asked = asked to pull
person-behind = from behind

person-neck-rest = The head is upright and looks straight ahead.
person-neck-turn-right = The head is turned { $degrees }° to the person's right.
person-neck-turn-left = The head is turned { $degrees }° to the person's left.
person-neck-tilt-right = It is tilted { $degrees }° to the right shoulder.
person-neck-tilt-left = It is tilted { $degrees }° to the left shoulder.
person-neck-nod-forwards = It is bent { $degrees }° forwards.
person-neck-nod-back = It is pulled { $degrees }° back, with the chin up.
person-neck-lift-left = The left shoulder is raised.
person-neck-lift-right = The right shoulder is raised.
person-neck-drop-left = The left shoulder is lowered.
person-neck-drop-right = The right shoulder is lowered.

person-arm-rest = The arm hangs at rest.
person-arm-shoulder-forwards = The upper arm is raised { $degrees }° forwards.
person-arm-shoulder-back = The upper arm is drawn { $degrees }° back.
person-arm-elbow-bent = The elbow is bent by { $degrees }°.
person-arm-elbow-straight = The elbow is stretched by { $degrees }°.
person-arm-palm-down = The forearm is turned { $degrees }°, palm down.
person-arm-palm-up = The forearm is turned { $degrees }°, palm up.
person-arm-wrist-bent = The wrist is bent { $degrees }° towards the palm.
person-arm-wrist-back = The wrist is bent back by { $degrees }°.
person-arm-wrist-little = The hand is bent { $degrees }° sideways, towards the little finger.
person-arm-wrist-thumb = The hand is bent { $degrees }° sideways, towards the thumb.
person-arm-fingers-bent = The fingers are closed by { $degrees }°.
person-arm-fingers-straight = The fingers are stretched by { $degrees }°.

person-hand-rest = The hand rests, with no finger pressing on the pen.
person-hand-wrist-bent = The wrist is bent { $degrees }° towards the palm.
person-hand-wrist-back = The wrist is bent back by { $degrees }°.
person-hand-wrist-little = The hand is bent { $degrees }° sideways, towards the little finger.
person-hand-wrist-thumb = The hand is bent { $degrees }° sideways, towards the thumb.
person-hand-thumb-bent = The thumb is bent by { $degrees }°.
person-hand-thumb-straight = The thumb is stretched by { $degrees }°.
person-hand-index-bent = The index finger is bent by { $degrees }°.
person-hand-index-straight = The index finger is stretched by { $degrees }°.
person-hand-middle-bent = The middle finger is bent by { $degrees }°.
person-hand-middle-straight = The middle finger is stretched by { $degrees }°.
person-hand-ring-bent = The ring finger is bent by { $degrees }°.
person-hand-ring-straight = The ring finger is stretched by { $degrees }°.
person-hand-little-bent = The little finger is bent by { $degrees }°.
person-hand-little-straight = The little finger is stretched by { $degrees }°.

person-schematic = { $body }, as a schematic: bones, joints and muscles
person-schematic-rest = The body is at rest.
person-schematic-turned = { $dof }: { $degrees }°.

person-muscles-asked =
    { $count ->
        [0] No muscle does what the task asks for.
        [one] One muscle does what the task asks for.
       *[other] { $count } muscles do what the task asks for.
    }
person-muscles-unasked =
    { $count ->
        [0] No other muscle joins in.
        [one] One muscle works although nobody asked it to.
       *[other] { $count } muscles work although nobody asked them to.
    }
person-touched = A hand is touching the person.
person-twin-differs = A dashed outline shows the healthy twin, which stands differently.
