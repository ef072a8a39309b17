"""The model in Brian2's equation language, written independently from its description.

Rates are shares of the maximal rate, lengths in optimal fibre lengths, torques in units of that of
a muscle of strength 1 at a moment arm of 1; Brian2 checks the units. Variables without an equation
are parameters, set cell by cell.
"""

_COMMON = """
arriving : 1
bias : 1
gain : 1
keep : 1
clamp : 1
output : 1
tau : second
"""

# Each rule by which a population turns its input into its rate.
NEURONS = {
    "rate": """
drate/dt = (0.5 + drive/sqrt(1 + 4*drive**2) - rate)/tau : 1
drive = bias + gain*arriving : 1
""",
    "recruitment": """
drate/dt = (above/sqrt(1 + above**2) - rate)/tau : 1
above = clip(bias + gain*arriving, 0, inf) : 1
""",
    "command": """
drate/dt = (clip(bias + gain*arriving, 0, 1) - rate)/tau : 1
""",
    "skin": """
drate/dt = (clip(bias - adaptation, 0, 1) - rate)/tau : 1
dadaptation/dt = (touch_adaptation*bias - adaptation)/touch_tau : 1
touch_adaptation : 1
touch_tau : second
""",
    "spindle": """
drate/dt = (clip(bias + fusimotor*arriving + felt, 0, 1) - rate)/tau : 1
felt = proprioceptive_gain*(spindle_length*stretch + spindle_velocity*root) : 1
root = sign(lengthening)*sqrt(abs(lengthening)*second) : 1
stretch = -lever_arm*turn : 1
lengthening = -lever_arm*speed : Hz
turn : 1 (linked)
speed : Hz (linked)
fusimotor : 1
proprioceptive_gain : 1
spindle_length : 1
spindle_velocity : 1
lever_arm : 1
""",
}
NEURONS = {rule: text + _COMMON for rule, text in NEURONS.items()}

OUTPUT = "output = keep*rate + clamp"  # what lesions and stimulation leave

SYNAPSE = """
arriving_post = weight*strength*sent_pre : 1 (summed)
dstrength/dt = learns*(growth - forgetting*(strength - 1)) : 1 (clock-driven)
growth = plasticity*together*(hebb_ceiling - strength) : Hz
together = clip(sent_pre*rate_post - hebb_threshold, 0, inf) : 1
weight : 1
learns : 1
plasticity : Hz
forgetting : Hz
hebb_threshold : 1
hebb_ceiling : 1
"""

# Quick to rise while low, slow to fall; a parabola of the length; Hill's curve of the speed.
MUSCLE = """
dactivation/dt = (excitation - activation)*(rising + falling) : 1
rising = int(excitation > activation)/(rise_ms*scale) : Hz
falling = int(excitation <= activation)*scale/fall_ms : Hz
scale = 0.5 + 1.5*activation : 1
force = power*activation*by_length*by_speed : 1
by_length = clip(1 - ((neutral - lever_arm*turn - 1)/length_width)**2, 0, 1) : 1
by_speed = (1 - shortening)/(1 + shortening/0.25) + 0.4*lengthening/(0.15 + lengthening) : 1
shortening = clip(lever_arm*speed/top_speed, 0, 1) : 1
lengthening = clip(-lever_arm*speed/top_speed, 0, inf) : 1
excitation : 1 (linked)
turn : 1
speed : Hz
power : 1
neutral : 1
rise_ms : second
fall_ms : second
lever_arm : 1
length_width : 1
top_speed : Hz
"""

VELOCITY = """
dvelocity/dt = (torque - stiffness*angle - damping*velocity)/inertia : Hz
torque : 1
angle : 1 (linked)
stiffness : 1
damping : second
inertia : second**2
"""

ANGLE = """
dangle/dt = velocity : 1
velocity : Hz (linked)
"""

# Muscles act on joints, and receive their angle and velocity, through their moment arms.
PULL = """
torque_post = arm*force_pre : 1 (summed)
arm : 1
"""
TURN = """
turn_post = arm*angle_pre : 1 (summed)
arm : 1
"""
SPEED = """
speed_post = arm*velocity_pre : Hz (summed)
arm : 1
"""
