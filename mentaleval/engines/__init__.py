"""Engines that spread work over processes and machines.

What is spread knows nothing of them: an analysis takes a callable like `map`
(`mentaleval.spreading`), and a part of a run is a command.
"""
