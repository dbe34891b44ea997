"""Which single responses need a human: what a judge may keep, and what it must hand on."""
