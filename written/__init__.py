"""What people wrote, and where: places, problems and strict YAML."""
