"""motorloops: a network model of motor control in dystonia."""
