"""The way to Inspect and back: the only room that imports it."""
