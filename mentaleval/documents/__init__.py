"""What people write in YAML or TOML: rubrics and runs, checked line by line."""
