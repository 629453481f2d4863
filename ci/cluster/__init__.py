"""Real pawld nodes on loopback, started, killed and judged by the scripts of ci/."""
