"""Many runs: protocols, evidence, sweeps and the command line."""
